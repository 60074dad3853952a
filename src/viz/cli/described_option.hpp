// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What users are told about an option: by the help, the manual page, and shells.

#include <string>
#include <vector>

namespace viz {

/// Describes an option.
struct described_option {
    std::string group;                ///< the title under which it is listed
    std::vector<std::string> names;   ///< with their dashes; a switch may have a name with `--no-`
    std::string value;                ///< the name of the value; empty if there is none
    std::vector<std::string> values;  ///< the possible values, if there are only a few
    std::string text;
};

}  // namespace viz
