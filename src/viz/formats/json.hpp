// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints JSON values in the formats for data. Numbers are printed as they were written.

#include "json/strings.hpp"

#include <string>
#include <string_view>

namespace viz::json {

/// Formats of data.
enum class data_format { json, json_pretty, yaml, dumper };

/// One line without spaces, with members in their original order.
void append_compact(std::string& out, std::string_view value, escapes how);

/// Members sorted by their keys, the last one if keys are equal; indented by 3 spaces, as in the Perl program. Ends the
/// line. Values that nest deeper than 500 levels are compact.
void append_pretty(std::string& out, std::string_view value, escapes how);

/// A YAML document, members sorted. Ends the line.
void append_yaml(std::string& out, std::string_view value);

/// Returns a string or a number in a form for users, on one line: the text of the string, or 15 significant digits.
/// Returns nothing for any other value.
[[nodiscard]] std::string shown_scalar(std::string_view value);

/// Appends the value in a format. Only `json` does not end the line.
void append_formatted(std::string& out, std::string_view value, data_format format, bool terminal);

}  // namespace viz::json
