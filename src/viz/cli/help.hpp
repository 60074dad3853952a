// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The text of `--help`, from which the manual page is made as well.

#include "cli/described_option.hpp"

#include <string>
#include <vector>

namespace viz {

/// Returns the help: 80 columns wide, with the options of a group together.
[[nodiscard]] std::string help_text(std::vector<described_option> const& options);

}  // namespace viz
