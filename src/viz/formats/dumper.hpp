// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints values in the format of a Perl program.

#include "json/strings.hpp"

#include <string>
#include <string_view>

namespace viz::json {

/// Members sorted by their keys, which have no quotes if they are words; indented by 2 spaces. Ends the line.
void append_dumper(std::string& out, std::string_view value, escapes how);

}  // namespace viz::json
