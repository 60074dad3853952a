// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The formats for data, of which users choose one.

#include <string>
#include <string_view>

namespace viz::json {

/// Formats of data.
enum class data_format { json, json_pretty, yaml, dumper };

/// Appends the value in a format. Only `json` does not end the line.
void append_formatted(std::string& out, std::string_view value, data_format format, bool terminal);

}  // namespace viz::json
