// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// UTF-8: well-formed sequences, the replacement of ill-formed ones, and invisible characters that affect the display
/// of others.

#include <logdefer/base/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// U+FFFD, written for each maximal ill-formed part.
inline constexpr std::array<char, 3> replacement_character{'\xef', '\xbf', '\xbd'};

/// A well-formed UTF-8 sequence or a maximal part of one (Unicode 15, table 3-7 and section 3.9).
struct utf8_part {
    std::size_t size;
    bool well_formed;
};

/// Returns the size of the sequence at `from`, which starts with a byte from 0x80 up, and whether it is well-formed.
inline utf8_part utf8_at(char const* from, std::size_t n) noexcept {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(from[i]); };
    unsigned char const lead = byte(0);
    if (lead < 0xc2 || lead > 0xf4) return {1, false};
    std::size_t const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    unsigned char const lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;   // overlong below
    unsigned char const highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;  // surrogates, past U+10FFFF
    for (std::size_t i = 1; i < size; ++i) {
        unsigned char const lo = i == 1 ? lowest : 0x80;
        unsigned char const hi = i == 1 ? highest : 0xbf;
        if (i >= n || byte(i) < lo || byte(i) > hi) return {i, false};
    }
    return {size, true};
}

/// A character and its size in bytes.
struct character {
    static constexpr char32_t replacement = 0xfffd;

    char32_t code;
    std::size_t size;
};

/// Returns the first character of a text of at least one byte; U+FFFD for an ill-formed part.
inline character first_character(std::string_view s) noexcept {
    char32_t const lead = static_cast<unsigned char>(s[0]);
    if (lead < 0x80) return {lead, 1};
    auto const [size, well_formed] = utf8_at(s.data(), s.size());
    if (!well_formed) return {character::replacement, size};
    char32_t code = lead & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) code = code << 6U | (static_cast<unsigned char>(s[i]) & 0x3fU);
    return {code, size};
}

/// Returns whether a character is invisible, but may control or disguise the display of others: controls, line and
/// paragraph separators, format characters (direction, joiners, blanks without width, tags), and characters that are
/// ignored where they are not supported (variation selectors, fillers).
///
/// Unicode 15: the general categories Cc, Cf, Zl and Zp, and the property Default_Ignorable_Code_Point.
inline bool is_unseen(char32_t c) noexcept {
    struct range {
        char32_t first;
        char32_t last;
    };
    static constexpr std::array<range, 25> unseen{{
        {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},
        {0x070f, 0x070f},   {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
        {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
        {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0x110bd, 0x110bd},
        {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    }};
    if (c < 0xa0) return c < 0x20 || c >= 0x7f;
    for (range const r : unseen) {
        if (c <= r.last) return c >= r.first;
    }
    return false;
}

/// Writes the numeric JSON escape of a character: 6 bytes, or 12 above U+FFFF. Returns the end of what was written.
inline char* print_code(char* to, char32_t c) noexcept {
    if (c > 0xffff) {
        to = print_code(to, 0xd800 + ((c - 0x10000) >> 10U));
        c = 0xdc00 + ((c - 0x10000) & 0x3ffU);
    }
    constexpr std::string_view digits = "0123456789abcdef";
    *to++ = '\\';
    *to++ = 'u';
    for (unsigned shift = 16; shift > 0; shift -= 4) *to++ = digits[c >> (shift - 4) & 0xfU];
    return to;
}

/// Returns the ASCII character or the part of UTF-8 with which a non-empty text starts.
inline utf8_part first_part(std::string_view s) noexcept {
    return static_cast<unsigned char>(s[0]) < 0x80 ? utf8_part{1, true} : utf8_at(s.data(), s.size());
}

/// Returns whether all bytes are ASCII; examines eight bytes at a time.
inline bool is_ascii(std::string_view s) noexcept {
    std::uint64_t seen = 0;
    for (; s.size() >= sizeof seen; s.remove_prefix(sizeof seen)) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, s.data(), sizeof bytes);
        seen |= bytes;
    }
    for (char const c : s) seen |= static_cast<unsigned char>(c);
    return (seen & 0x8080'8080'8080'8080U) == 0;
}

[[gnu::noinline]] inline bool is_well_formed(std::string_view s) noexcept {
    if (is_ascii(s)) return true;
    while (!s.empty()) {
        auto const part = first_part(s);
        if (!part.well_formed) return false;
        s.remove_prefix(part.size);
    }
    return true;
}

/// Returns how many bytes `copy_repaired` writes.
[[gnu::noinline, gnu::cold]] inline std::size_t repaired_size(std::string_view s) noexcept {
    std::size_t size = 0;
    while (!s.empty()) {
        auto const part = first_part(s);
        size += part.well_formed ? part.size : replacement_character.size();
        s.remove_prefix(part.size);
    }
    return size;
}

/// Copies text and replaces each maximal ill-formed part by U+FFFD, as the JSON output does.
inline void copy_repaired(char* to, std::string_view s) noexcept {
    while (!s.empty()) {
        auto const part = first_part(s);
        std::size_t const size = part.well_formed ? part.size : replacement_character.size();
        std::memcpy(to, part.well_formed ? s.data() : replacement_character.data(), size);
        to += size;
        s.remove_prefix(part.size);
    }
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
