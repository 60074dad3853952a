// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints values as YAML. Numbers are printed as they were written.

#include <string>
#include <string_view>

namespace viz::json {

/// A YAML document, members sorted. Ends the line.
void append_yaml(std::string& out, std::string_view value);

}  // namespace viz::json
