// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Parses the command line.

#include "cli/options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viz {

/// Parses a command line without the program's name. Throws `usage_error`. Returns nothing if `help` or another text
/// was requested, which is then in `help`.
[[nodiscard]] std::optional<options> parse_command_line(std::vector<std::string> const& arguments, std::string& help);

}  // namespace viz
