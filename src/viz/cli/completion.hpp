// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Scripts with which shells complete a command line.

#include <string>
#include <vector>

namespace viz {

/// Describes an option for a shell.
struct described_option {
    std::vector<std::string> names;   ///< with their dashes
    std::string value;                ///< the name of the value; empty if there is none
    std::vector<std::string> values;  ///< the possible values, if there are only a few
    std::string text;
};

/// Returns the names of the shells that have a script.
[[nodiscard]] std::vector<std::string> completed_shells();

/// Returns the script for a shell. Throws `usage_error` if there is none.
[[nodiscard]] std::string completion_script(std::string const& shell, std::vector<described_option> const& options);

}  // namespace viz
