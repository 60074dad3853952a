// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Strings and numbers of JSON text as users see them.

#include <string>
#include <string_view>

namespace viz::json {

/// Returns a string or a number in a form for users, on one line: the text of the string, or 15 significant digits.
/// Returns nothing for any other value.
[[nodiscard]] std::string shown_scalar(std::string_view value);

}  // namespace viz::json
