// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Joins and splits lists of words.

#include <cstddef>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Written out: the standard library has it from C++23 on, and Boost's makes a file that includes it more than twice as
/// long.
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
    for (auto const word : std::views::split(text, separator)) words.emplace_back(word.begin(), word.end());
    if (words.empty()) words.emplace_back();  // an empty text has no parts
    return words;
}

/// Returns a list for users, such as `text, json or csv`. There must be at least one word.
[[nodiscard]] inline std::string listed(std::vector<std::string> words) {
    std::string const last = words.back();
    words.pop_back();
    return words.empty() ? last : joined(words, ", ") + " or " + last;
}

/// Returns a number of things, such as `1 record` or `2 records`.
[[nodiscard]] inline std::string counted(std::size_t count, std::string const& thing) {
    return std::to_string(count) + ' ' + thing + (count == 1 ? "" : "s");
}

}  // namespace viz
