// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Joins and splits lists of words.

#include <cstddef>
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

/// Returns the words between separators: at least one, which may be empty.
[[nodiscard]] inline std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> words;
    for (;;) {
        std::size_t const end = text.find(separator);
        words.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return words;
        text.remove_prefix(end + 1);
    }
}

/// Returns a list for users, such as `text, json or csv`. There must be at least one word.
[[nodiscard]] inline std::string listed(std::vector<std::string> words) {
    std::string const last = words.back();
    words.pop_back();
    return words.empty() ? last : joined(words, ", ") + " or " + last;
}

}  // namespace viz
