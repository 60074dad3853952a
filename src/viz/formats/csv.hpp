// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints comma-separated values.

#include <string>
#include <string_view>

namespace viz {

/// Appends a field, in quotes if it contains a comma, a quote or the end of a line.
void append_csv(std::string& out, std::string_view field);

}  // namespace viz
