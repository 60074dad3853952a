// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Options as the Perl program takes them, rewritten for the parser.

#include <string>
#include <vector>

namespace viz {

/// A long option and what it does.
struct option_name {
    std::string name;    ///< without the dashes
    std::string option;  ///< the same for all names of one option
    bool takes_value = false;
};

/// Writes abbreviated options in full, and joins an option to its value, which may begin with a dash. What follows `--`
/// stays as it is. Throws `usage_error` where an abbreviation could be several options, or a `=` follows one that takes
/// no value.
[[nodiscard]] std::vector<std::string> expand_abbreviations(std::vector<std::string> const& arguments,
                                                            std::vector<option_name> const& names);

}  // namespace viz
