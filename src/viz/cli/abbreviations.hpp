// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Rewrites options as the Perl program accepts them for the parser.

#include <string>
#include <vector>

namespace viz {

/// A long option and what it does.
struct option_name {
    std::string name;    ///< without the dashes
    std::string option;  ///< the first long name of the option
    bool takes_value = false;
};

/// Writes abbreviated options in full, and joins an option to its value, which may begin with a dash. Arguments after
/// `--` stay unchanged. Throws `usage_error` if an abbreviation is ambiguous, or a `=` follows an option that takes no
/// value.
[[nodiscard]] std::vector<std::string> expand_abbreviations(std::vector<std::string> const& arguments,
                                                            std::vector<option_name> const& names);

}  // namespace viz
