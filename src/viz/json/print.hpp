// SPDX-License-Identifier: BSL-1.0
#pragma once

/// JSON values in the formats that data is shown in. Numbers keep the bytes they were written with.

#include "json/text.hpp"

#include <string>
#include <string_view>

namespace viz::json {

/// Formats of data.
enum class data_format { json, json_pretty, yaml, dumper };

/// One line without spaces, members in the order they have.
void append_compact(std::string& out, std::string_view value, escapes how);

/// Members sorted by their keys, of equal keys the last; indented by 3, as the Perl program does. Ends the line. What
/// nests deeper than 500 levels is compact.
void append_pretty(std::string& out, std::string_view value, escapes how);

/// A YAML document, members sorted. Ends the line.
void append_yaml(std::string& out, std::string_view value);

/// A string or a number as people know it, kept in its line: the string's own text, 15 significant digits. Nothing for
/// all else.
[[nodiscard]] std::string shown_scalar(std::string_view value);

/// Appends the value in a format. Only `json` leaves the line open.
void append_formatted(std::string& out, std::string_view value, data_format format, bool terminal);

}  // namespace viz::json
