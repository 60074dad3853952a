// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Values as text.

#include <string>
#include <string_view>

namespace viz {

/// Returns a value as text: the text of a string, nothing for null, JSON for all other values. Controls are not
/// escaped.
[[nodiscard]] std::string text_of(std::string_view value);

/// Does the same without a copy where the value contains its text as it is. Otherwise the text is in `buffer`.
[[nodiscard]] std::string_view text_of(std::string_view value, std::string& buffer);

}  // namespace viz
