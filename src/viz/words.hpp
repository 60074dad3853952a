// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Words in a row.

#include <string>
#include <string_view>
#include <vector>

namespace viz {

[[nodiscard]] inline std::string joined(std::vector<std::string> const& words, std::string_view separator) {
    std::string text;
    for (bool first = true; auto const& word : words) {
        if (!first) text += separator;
        text += word;
        first = false;
    }
    return text;
}

/// `text, json or csv`, for people. There is at least one word.
[[nodiscard]] inline std::string listed(std::vector<std::string> words) {
    std::string const last = words.back();
    words.pop_back();
    return words.empty() ? last : joined(words, ", ") + " or " + last;
}

}  // namespace viz
