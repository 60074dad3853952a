// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints values with one member or element on each line, as JSON and the dumper format do.

#include "json/strings.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace viz::json {

/// The parameters of a layout with one member or element on each line.
struct layout {
    std::size_t indent;
    std::string_view between;  // between key and value
    bool bare_words;           // whether keys that are identifiers have no quotes
    escapes how;
};

/// Ends the line.
void append_indented(std::string& out, std::string_view value, layout l);

}  // namespace viz::json
