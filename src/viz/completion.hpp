// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What shells need to complete a command line.

#include <string>
#include <vector>

namespace viz {

/// An option, for a shell.
struct described_option {
    std::vector<std::string> names;   ///< with their dashes
    std::string value;                ///< what the value is called; empty where there is none
    std::vector<std::string> values;  ///< those that can be listed
    std::string text;
};

/// The shells that there are scripts for.
[[nodiscard]] std::vector<std::string> completed_shells();

/// A script for one of them. Throws `usage_error` for any other.
[[nodiscard]] std::string completion_script(std::string const& shell, std::vector<described_option> const& options);

}  // namespace viz
