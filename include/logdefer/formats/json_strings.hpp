// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Prints any bytes as the inside of a JSON string.

#include <logdefer/base/config.hpp>
#include <logdefer/base/utf8.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The number of bytes in which text is copied. Functions that copy whole blocks may read and write more bytes than the
/// text has.
inline constexpr std::size_t block = 16;

#if defined(__SSE2__)  // part of every x86-64; elsewhere bytes are examined one by one
// Vectors of the compiler, since <emmintrin.h> is expensive to parse.
using signed_bytes [[gnu::vector_size(block)]] = signed char;
using plain_bytes [[gnu::vector_size(block)]] = char;

/// Copies a block and returns how many bytes at its front need no escape in JSON: ASCII except controls, `"` and `\`.
inline std::size_t copy_block(char* to, char const* from) noexcept {
    signed_bytes bytes;
    std::memcpy(&bytes, from, block);
    std::memcpy(to, &bytes, block);
    auto const special = (bytes < 0x20) | (bytes == '"') | (bytes == '\\');  // signed: 0x80 and above are less
    auto const mask = static_cast<unsigned>(__builtin_ia32_pmovmskb128(std::bit_cast<plain_bytes>(special)));
    return static_cast<unsigned>(__builtin_ctz(mask | 1U << block));
}
#else
inline std::size_t copy_block(char* to, char const* from) noexcept {
    std::memcpy(to, from, block);
    for (std::size_t i = 0; i < block; ++i) {
        auto const c = static_cast<unsigned char>(from[i]);
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') return i;
    }
    return block;
}
#endif

/// Copies bytes that need not be examined, without a function call, since most texts are short.
inline char* copy_bytes(char* to, char const* from, std::size_t n) noexcept {
    char* const end = to + n;
    if (n >= block) {
        for (; to + block <= end; to += block, from += block) std::memcpy(to, from, block);
        std::memcpy(end - block, from + (end - to) - block, block);
    } else if (n >= 8) {
        std::memcpy(to, from, 8);
        std::memcpy(end - 8, from + n - 8, 8);
    } else if (n >= 4) {
        std::memcpy(to, from, 4);
        std::memcpy(end - 4, from + n - 4, 4);
    } else {
        for (; to != end; ++to, ++from) *to = *from;
    }
    return end;
}

/// Copies `n` bytes; may read and write up to one block past the end.
[[gnu::always_inline]] inline char* copy_blocks(char* to, char const* from, std::size_t n) noexcept {
    std::size_t i = 0;
#pragma GCC unroll 1  // the few iterations are not worth the code of sixteen
    do std::memcpy(to + i, from + i, block);
    while ((i += block) < n);
    return to + n;
}

/// Writes the escape of a control character, quote or backslash; at most 6 bytes.
inline char* print_escape(char* to, char c) noexcept {
    constexpr std::string_view named = "\b\t\n\f\r\"\\";
    constexpr std::string_view letters = "btnfr\"\\";
    constexpr std::string_view hex = "0123456789abcdef";
    *to++ = '\\';
    if (auto const i = named.find(c); i != std::string_view::npos) {
        *to++ = letters[i];
        return to;
    }
    auto const code = static_cast<unsigned char>(c);
    std::memcpy(to, "u00", 3);
    to[3] = hex[code >> 4U];
    to[4] = hex[code & 15U];
    return to + 5;
}

/// The places at which a copy continues.
struct text_cursor {
    char* to;
    char const* from;
};

/// Writes the character at `from`, which needs an escape or is not ASCII; `n` bytes are left.
[[gnu::noinline, gnu::cold]] inline text_cursor print_special(char* to, char const* from, std::size_t n) noexcept {
    if (static_cast<unsigned char>(*from) < 0x80) return {print_escape(to, *from), from + 1};
    auto const part = utf8_at(from, n);
    bool const control = part.well_formed && from[0] == '\xc2' && static_cast<unsigned char>(from[1]) < 0xa0;
    // U+0080 to U+009F, which control some terminals; the second byte is the code point
    if (control) return {print_escape(to, from[1]), from + part.size};
    std::string_view const shown{part.well_formed ? from : replacement_character.data(),
                                 part.well_formed ? part.size : replacement_character.size()};
    std::memcpy(to, shown.data(), shown.size());
    return {to + shown.size(), from + part.size};
}

/// Copies text as far as it needs no escape; may read and write up to one block past the end. Returns the places behind
/// what was copied, or behind the text.
[[gnu::always_inline]] inline text_cursor copy_plain(char* to, char const* from, char const* end) noexcept {
    for (;;) {
        std::size_t const plain = copy_block(to, from);
        to += plain;
        from += plain;
        if (from >= end) return {to - (from - end), end};  // bytes after the text do not count
        if (plain != block) return {to, from};
    }
}

/// Writes any bytes as the inside of a string: at most six bytes for each. Needs room for one block more, and may read
/// up to one block past the end.
inline char* print_padded_text(char* to, char const* from, std::size_t n) noexcept {
    char const* const end = from + n;
    for (;;) {
        auto const special = copy_plain(to, from, end);
        if (special.from == end) return special.to;
        auto const next = print_special(special.to, special.from, static_cast<std::size_t>(end - special.from));
        to = next.to;
        from = next.from;
        if (from == end) return to;
    }
}

/// Writes any bytes as the inside of a string, without reading past the end. Needs room for one block more.
inline char* print_text(char* to, char const* from, std::size_t n) noexcept {
    char const* const end = from + n;
    while (static_cast<std::size_t>(end - from) >= block) {
        std::size_t const plain = copy_block(to, from);
        to += plain;
        from += plain;
        if (plain == block) continue;
        auto const next = print_special(to, from, static_cast<std::size_t>(end - from));
        to = next.to;
        from = next.from;
    }
    std::array<char, 2 * block> rest{};  // a block may be read from any place in the first half
    auto const left = static_cast<std::size_t>(end - from);
    copy_bytes(rest.data(), from, left);
    return print_padded_text(to, rest.data(), left);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
