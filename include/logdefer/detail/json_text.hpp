// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The pieces of JSON text: strings, numbers, times. Always valid, whatever came in.

#include <logdefer/output_buffer.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)  // part of every x86-64; elsewhere eight bytes are looked at in one integer
#include <emmintrin.h>
#endif

namespace logdefer {

/// The digits after the point of a record's own times.
enum class time_precision : std::uint8_t { microseconds = 6, nanoseconds = 9 };

namespace detail {

/// Marks, in the top bit of its byte, the first byte of eight that JSON cannot take as it is: controls, `"`, `\` and
/// what is not ASCII. Bytes after the first mark may be marked wrongly.
constexpr std::uint64_t special_bytes(std::uint64_t x) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101ULL;
    std::uint64_t const quote = x ^ (ones * '"');
    std::uint64_t const backslash = x ^ (ones * '\\');
    std::uint64_t const found =
        ((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | x;
    return found & (ones * 0x80);
}

static_assert(std::endian::native == std::endian::little, "the scan finds the first byte in the lowest bits");

template <class Word>
Word load(char const* from) noexcept {
    Word w;
    std::memcpy(&w, from, sizeof w);
    return w;
}

/// Copies a block of the size of `Word` and returns how many of its bytes come before the first special one.
template <class Word>
std::size_t copy_block(char* to, char const* from) noexcept {
    auto const w = load<Word>(from);
    std::memcpy(to, &w, sizeof w);
    auto const found = special_bytes(w);
    auto const plain = static_cast<std::size_t>(std::countr_zero(found)) / 8;
    return plain < sizeof(Word) ? plain : sizeof(Word);
}

#if defined(__SSE2__)  // see above
inline constexpr std::size_t block = 16;
inline std::size_t copy_widest(char* to, char const* from) noexcept {
    // both casts: unaligned access through the vector type is what these two intrinsics are for
    __m128i const x = _mm_loadu_si128(reinterpret_cast<__m128i const*>(from));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), x);
    __m128i const below = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));  // signed: from 0x80 up as well
    __m128i const quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
    __m128i const backslash = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
    auto const found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(below, _mm_or_si128(quote, backslash))));
    return static_cast<std::size_t>(std::countr_zero(found | 0x1'0000U));
}
#else
inline constexpr std::size_t block = 8;
inline std::size_t copy_widest(char* to, char const* from) noexcept { return copy_block<std::uint64_t>(to, from); }
#endif

/// Copies the last bytes as a block that overlaps what was copied before; `i` bytes are done.
template <std::size_t Size, class Copy>
std::size_t copy_overlapped(char* to, char const* from, std::size_t i, std::size_t n, Copy copy) noexcept {
    std::size_t const at = n - Size;
    std::size_t const plain = at + copy(to + at, from + at);
    return plain < i ? i : plain;
}

/// Copies bytes up to the first special one and returns how many. May write up to `n` bytes.
inline std::size_t copy_plain(char* to, char const* from, std::size_t n) noexcept {
    std::size_t i = 0;
    for (; i + block <= n; i += block) {
        std::size_t const plain = copy_widest(to + i, from + i);
        if (plain != block) return i + plain;
    }
    if (i == n) return n;
    if (n >= block) return copy_overlapped<block>(to, from, i, n, copy_widest);
    if (n >= 8) {
        i = copy_block<std::uint64_t>(to, from);
        return i < 8 ? i : copy_overlapped<8>(to, from, i, n, copy_block<std::uint64_t>);
    }
    for (; i < n && special_bytes(static_cast<unsigned char>(from[i]) | 0x2020'2020'2020'2000ULL) == 0; ++i)
        to[i] = from[i];
    return i;
}

/// A well-formed UTF-8 sequence or a maximal part of one (Unicode 15, table 3-7 and section 3.9).
struct utf8_part {
    std::size_t size;
    bool well_formed;
};

/// The sequence that starts with a byte from 0x80 up.
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

/// Writes what `copy_plain` stopped at and returns how many bytes of the source that were.
inline std::size_t print_special(char*& to, char const* from, std::size_t n) noexcept {
    if (static_cast<unsigned char>(*from) < 0x80) {
        to = print_escape(to, *from);
        return 1;
    }
    auto const part = utf8_at(from, n);
    std::string_view const shown = part.well_formed ? std::string_view{from, part.size} : "\xef\xbf\xbd";
    std::memcpy(to, shown.data(), shown.size());
    to += shown.size();
    return part.size;
}

inline constexpr std::array<char, 200> digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

inline char* print_unsigned(char* to, std::uint64_t u) noexcept {
    std::array<char, 20> digits;
    std::size_t at = digits.size();
    while (u >= 100) {
        at -= 2;
        std::memcpy(&digits[at], &digit_pairs[2 * (u % 100)], 2);
        u /= 100;
    }
    if (u >= 10) {
        at -= 2;
        std::memcpy(&digits[at], &digit_pairs[2 * u], 2);
    } else {
        digits[--at] = static_cast<char>('0' + u);
    }
    std::memcpy(to, &digits[at], digits.size() - at);
    return to + (digits.size() - at);
}

inline char* print_integer(char* to, std::int64_t i) noexcept {
    if (i >= 0) return print_unsigned(to, static_cast<std::uint64_t>(i));
    *to++ = '-';
    return print_unsigned(to, ~static_cast<std::uint64_t>(i) + 1);
}

/// The digits of a fraction of `width` places.
inline char* print_fraction(char* to, std::uint64_t fraction, int width) noexcept {
    for (int i = width - 1; i >= 0; --i, fraction /= 10) to[i] = static_cast<char>('0' + fraction % 10);
    return to + width;
}

inline char* trim_zeros(char* to) noexcept {
    while (to[-1] == '0') --to;
    return to[-1] == '.' ? to - 1 : to;
}

/// Six places, two digits at a time: the times of every line and timer.
inline char* print_micros(char* to, std::uint64_t micros) noexcept {
    std::memcpy(to, &digit_pairs[2 * (micros / 10'000)], 2);
    std::memcpy(to + 2, &digit_pairs[2 * (micros / 100 % 100)], 2);
    std::memcpy(to + 4, &digit_pairs[2 * (micros % 100)], 2);
    return to + 6;
}

/// A record's time in seconds, fixed point, truncated. Not negative.
inline char* print_time(char* to, std::chrono::nanoseconds t, time_precision precision) noexcept {
    auto const ns = static_cast<std::uint64_t>(t.count());
    to = print_unsigned(to, ns / 1'000'000'000);
    *to++ = '.';
    std::uint64_t const fraction = ns % 1'000'000'000;
    return precision == time_precision::microseconds ? print_micros(to, fraction / 1000)
                                                     : print_fraction(to, fraction, 9);
}

/// A user's duration in seconds, exact, without trailing zeros.
inline char* print_seconds(char* to, std::chrono::nanoseconds t) noexcept {
    auto ns = static_cast<std::uint64_t>(t.count());
    if (t.count() < 0) {
        *to++ = '-';
        ns = ~ns + 1;
    }
    to = print_unsigned(to, ns / 1'000'000'000);
    *to++ = '.';
    return trim_zeros(print_fraction(to, ns % 1'000'000'000, 9));
}

/// The shortest text that reads back as `d`: decimal from 1e-5 to 1e17, else with an exponent; null for NaN,
/// infinities.
///
/// Numbers with at most three decimals, which most measurements are, are found by an exact test and printed as
/// integers.
inline char* print_real(char* to, double d) noexcept {
    double const magnitude = __builtin_fabs(d);
    if (magnitude < 1e12 && magnitude >= 1e-3) [[likely]] {
        auto const thousandths = static_cast<std::uint64_t>(magnitude * 1000 + 0.5);
        if (static_cast<double>(thousandths) / 1000 == magnitude) {
            if (d < 0) *to++ = '-';
            to = print_unsigned(to, thousandths / 1000);
            *to++ = '.';
            return trim_zeros(print_fraction(to, thousandths % 1000, 3));
        }
    }
    std::string_view special;
    if (!__builtin_isfinite(d)) special = "null";
    if (d == 0) special = __builtin_signbit(d) ? "-0.0" : "0";
    std::memcpy(to, special.data(), special.size());
    if (!special.empty()) return to + special.size();
    bool const decimal = magnitude >= 1e-5 && magnitude < 1e17;
    return std::to_chars(to, to + 32, d, decimal ? std::chars_format::fixed : std::chars_format::scientific).ptr;
}

}  // namespace detail
}  // namespace logdefer
