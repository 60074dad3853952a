// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Scripts with which shells complete a command line.

#include "cli/described_option.hpp"

#include <string>
#include <vector>

namespace viz {

/// Returns the names of the shells that have a script.
[[nodiscard]] std::vector<std::string> completed_shells();

/// Returns the script for a shell. Throws `usage_error` if there is none.
[[nodiscard]] std::string completion_script(std::string const& shell, std::vector<described_option> const& options);

}  // namespace viz
