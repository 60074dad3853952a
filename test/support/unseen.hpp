// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The characters that must never reach a terminal unescaped, listed independently of the library's own table.

#include <array>
#include <string>
#include <utility>

namespace support {

/// The first and last of each range in Unicode's charts: characters that are invisible or change adjacent text.
inline constexpr auto unseen_characters = std::to_array<std::pair<char32_t, char32_t>>({
    {0x00, 0x1f},        // C0 controls
    {0x7f, 0x7f},        // delete
    {0x80, 0x9f},        // C1 controls
    {0xad, 0xad},        // soft hyphen
    {0x34f, 0x34f},      // combining grapheme joiner
    {0x600, 0x605},      // Arabic signs that enclose the numbers after them
    {0x61c, 0x61c},      // Arabic letter mark
    {0x6dd, 0x6dd},      // Arabic end of ayah
    {0x70f, 0x70f},      // Syriac abbreviation mark
    {0x890, 0x891},      // Arabic pound and piastre marks
    {0x8e2, 0x8e2},      // Arabic disputed end of ayah
    {0x115f, 0x1160},    // Hangul fillers
    {0x17b4, 0x17b5},    // Khmer inherent vowels
    {0x180b, 0x180d},    // Mongolian variation selectors
    {0x180e, 0x180f},    // Mongolian vowel separator, and one selector more
    {0x200b, 0x200d},    // blank without width, non-joiner, joiner
    {0x200e, 0x200f},    // marks of direction
    {0x2028, 0x2029},    // separators of lines and paragraphs
    {0x202a, 0x202e},    // embeddings and overrides of direction
    {0x2060, 0x2060},    // word joiner
    {0x2061, 0x2065},    // invisible operators
    {0x2066, 0x2069},    // isolates of direction
    {0x206a, 0x206f},    // deprecated formats
    {0x3164, 0x3164},    // Hangul filler
    {0xfe00, 0xfe0f},    // variation selectors
    {0xfeff, 0xfeff},    // byte order mark
    {0xffa0, 0xffa0},    // half-width Hangul filler
    {0xfff0, 0xfff8},    // unassigned, to be ignored
    {0xfff9, 0xfffb},    // interlinear annotation
    {0x110bd, 0x110bd},  // Kaithi number sign
    {0x110cd, 0x110cd},  // Kaithi number sign above
    {0x13430, 0x1343f},  // Egyptian formats
    {0x1bca0, 0x1bca3},  // shorthand formats
    {0x1d173, 0x1d17a},  // musical formats
    {0xe0000, 0xe007f},  // tags
    {0xe0080, 0xe0fff},  // variation selectors, and what is unassigned around them
});

inline bool is_listed_as_unseen(char32_t c) {
    for (auto const& [first, last] : unseen_characters) {
        if (c >= first && c <= last) return true;
    }
    return false;
}

inline std::string utf8(char32_t c) {
    auto const tail = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
    if (c < 0x80) return {static_cast<char>(c)};
    if (c < 0x800) return {static_cast<char>(0xc0 | c >> 6), tail(c)};
    if (c < 0x10000) return {static_cast<char>(0xe0 | c >> 12), tail(c >> 6), tail(c)};
    return {static_cast<char>(0xf0 | c >> 18), tail(c >> 12), tail(c >> 6), tail(c)};
}

/// Calls `f` with each of the characters as UTF-8.
template <class F>
void for_each_unseen(F f) {
    for (auto const& [first, last] : unseen_characters) {
        for (char32_t c = first; c <= last; ++c) f(utf8(c));
    }
}

}  // namespace support
