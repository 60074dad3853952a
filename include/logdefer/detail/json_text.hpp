// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The pieces of JSON text: strings, numbers, times. Always valid, whatever came in.

#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/config.hpp>
#include <logdefer/detail/utf8.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI {

/// The digits after the point of a record's own times.
enum class time_precision : std::uint8_t { microseconds = 6, nanoseconds = 9 };

namespace detail {

/// Text is copied in blocks of this many bytes; where that is so, more may be read and written than there is text.
inline constexpr std::size_t block = 16;

#if defined(__SSE2__)  // part of every x86-64; elsewhere bytes are looked at one by one
// The compiler's own vectors: <emmintrin.h> would take long to parse.
using signed_bytes [[gnu::vector_size(block)]] = signed char;
using plain_bytes [[gnu::vector_size(block)]] = char;

/// Copies a block and tells how many bytes at its front JSON can take as they are: ASCII but controls, `"` and `\`.
inline std::size_t copy_block(char* to, char const* from) noexcept {
    signed_bytes bytes;
    std::memcpy(&bytes, from, block);
    std::memcpy(to, &bytes, block);
    auto const plain = (bytes > 0x1f) & (bytes != '"') & (bytes != '\\');  // signed: not from 0x80 up
    auto const mask = static_cast<unsigned>(__builtin_ia32_pmovmskb128(std::bit_cast<plain_bytes>(plain)));
    return static_cast<unsigned>(__builtin_ctz(~mask));  // never 0: only 16 bits can be set
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

/// Copies bytes that need no look, without a call: most texts are short.
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

/// The same where a block more may be read and written.
inline char* copy_blocks(char* to, char const* from, std::size_t n) noexcept {
    std::size_t i = 0;
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

/// Where a copy goes on.
struct text_cursor {
    char* to;
    char const* from;
};

/// Writes what stopped a copy at `from`; `n` bytes are left.
[[gnu::noinline, gnu::cold]] inline text_cursor print_special(char* to, char const* from, std::size_t n) noexcept {
    if (static_cast<unsigned char>(*from) < 0x80) return {print_escape(to, *from), from + 1};
    auto const part = utf8_at(from, n);
    bool const control = part.well_formed && from[0] == '\xc2' && static_cast<unsigned char>(from[1]) < 0xa0;
    // U+0080 to U+009F, which steer some terminals; the second byte is the code point
    if (control) return {print_escape(to, from[1]), from + part.size};
    std::string_view const shown{part.well_formed ? from : replacement_character.data(),
                                 part.well_formed ? part.size : replacement_character.size()};
    std::memcpy(to, shown.data(), shown.size());
    return {to + shown.size(), from + part.size};
}

/// Writes any bytes as the inside of a string. At most six bytes for each come out, but room for a block more is
/// needed; a block may be read past the end.
inline char* print_padded_text(char* to, char const* from, std::size_t n) noexcept {
    for (;;) {
        std::size_t const plain = copy_block(to, from);
        if (plain >= n) return to + n;  // what follows the text does not count
        to += plain;
        from += plain;
        n -= plain;
        if (plain == block) [[likely]]
            continue;
        auto const next = print_special(to, from, n);
        n -= static_cast<std::size_t>(next.from - from);
        to = next.to;
        from = next.from;
    }
}

/// The same for text after which nothing may be read.
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
    std::array<char, 2 * block> rest{};  // a block may be read from anywhere in the first
    auto const left = static_cast<std::size_t>(end - from);
    copy_bytes(rest.data(), from, left);
    return print_padded_text(to, rest.data(), left);
}

inline constexpr std::array<char, 200> digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

inline char* print_pair(char* to, std::uint32_t below_100) noexcept {
    std::memcpy(to, &digit_pairs[std::size_t{2} * below_100], 2);
    return to + 2;
}

/// Below 10'000, without leading zeros.
[[gnu::always_inline]] inline char* print_small(char* to, std::uint32_t n) noexcept {
    if (n < 10) {
        *to = static_cast<char>('0' + n);
        return to + 1;
    }
    if (n < 100) return print_pair(to, n);
    if (n < 1000) {
        *to = static_cast<char>('0' + n / 100);
        return print_pair(to + 1, n % 100);
    }
    return print_pair(print_pair(to, n / 100), n % 100);
}

/// Four digits at a time, from the front: nothing is read back that was just stored.
[[gnu::noinline]] inline char* print_large(char* to, std::uint64_t u) noexcept {
    std::uint64_t const front = u / 10'000;
    auto const rest = static_cast<std::uint32_t>(u % 10'000);
    to = front < 10'000 ? print_small(to, static_cast<std::uint32_t>(front)) : print_large(to, front);
    return print_pair(print_pair(to, rest / 100), rest % 100);
}

[[gnu::always_inline]] inline char* print_unsigned(char* to, std::uint64_t u) noexcept {
    return u < 10'000 ? print_small(to, static_cast<std::uint32_t>(u)) : print_large(to, u);
}

inline char* print_integer(char* to, std::int64_t i) noexcept {
    if (i >= 0) return print_unsigned(to, static_cast<std::uint64_t>(i));
    *to++ = '-';
    return print_unsigned(to, ~static_cast<std::uint64_t>(i) + 1);
}

/// Text of a size known beforehand, which takes a move or two.
template <std::size_t N>
char* print_literal(char* to, char const (&text)[N]) noexcept {
    std::memcpy(to, text, N - 1);
    return to + (N - 1);
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

/// The microseconds in a number of nanoseconds below a second, six digits: the times of every line and timer.
///
/// Without a division: as a fraction of a second in 64 bits, of which a hundredfold pushes two digits out at the top.
/// Rounding up once is off by less than 2^30, after two steps by less than 2^44; a nanosecond is 2^47 then.
inline char* print_micros(char* to, std::uint64_t ns) noexcept {
    std::uint64_t fraction = ns * (~std::uint64_t{0} / 1'000'000'000 + 1);
    for (int i = 0; i < 3; ++i) {
        auto const hundredfold = uint128{fraction} * 100;
        to = print_pair(to, static_cast<std::uint32_t>(hundredfold >> 64U));
        fraction = static_cast<std::uint64_t>(hundredfold);
    }
    return to;
}

[[gnu::noinline]] inline char* print_long_time(char* to, std::uint64_t ns, time_precision precision) noexcept {
    to = print_unsigned(to, ns / 1'000'000'000);
    *to++ = '.';
    auto const fraction = ns % 1'000'000'000;
    return precision == time_precision::microseconds ? print_micros(to, fraction) : print_fraction(to, fraction, 9);
}

/// A record's time in seconds, fixed point, truncated. Not negative.
[[gnu::always_inline]] inline char* print_time(char* to, std::chrono::nanoseconds t,
                                               time_precision precision) noexcept {
    auto const ns = static_cast<std::uint64_t>(t.count());
    constexpr std::uint64_t second = 1'000'000'000;
    if (ns < second && precision == time_precision::microseconds) [[likely]] {  // spares two long divisions
        return print_micros(print_literal(to, "0."), ns);
    }
    return print_long_time(to, ns, precision);
}

/// A user's duration in seconds, exact, without trailing zeros.
[[gnu::noinline]] inline char* print_seconds(char* to, std::chrono::nanoseconds t) noexcept {
    auto ns = static_cast<std::uint64_t>(t.count());
    if (t.count() < 0) {
        *to++ = '-';
        ns = ~ns + 1;
    }
    to = print_unsigned(to, ns / 1'000'000'000);
    *to++ = '.';
    return trim_zeros(print_fraction(to, ns % 1'000'000'000, 9));
}

/// A point and up to three decimals; of none of them, nothing.
inline char* print_thousandths(char* to, std::uint32_t rest) noexcept {
    if (rest == 0) return to;
    to[0] = '.';
    to[1] = static_cast<char>('0' + rest / 100);
    print_pair(to + 2, rest % 100);
    return to + (rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4);
}

/// How many thousandths a number from 0.001 to 1e12 is; 0 where it is not the `double` next to any count of them.
///
/// Integers decide: with -ffast-math compilers multiply instead of dividing, which rounds otherwise. The number is
/// m / 2^s with m from 2^52 to 2^53 and s from 13 to 62. The `double` next to k / 1000 is this one if k * 2^s and
/// 1000 m are less than 500 apart: half a unit of m; never 500 exactly, since both are multiples of 8.
[[gnu::always_inline]] inline std::uint64_t thousandths_of(std::uint64_t magnitude) noexcept {
    constexpr std::uint64_t hidden = std::uint64_t{1} << 52U;
    std::uint64_t const m = (magnitude & (hidden - 1)) | hidden;
    std::uint64_t const shift = 1075 - (magnitude >> 52U);
    std::uint64_t const raised = m * 1000 + 499;
    std::uint64_t const thousandths = raised >> shift;
    return raised - (thousandths << shift) < 999 ? thousandths : 0;
}

[[gnu::noinline]] inline char* print_any_real(char* to, std::uint64_t bits) noexcept {
    std::uint64_t const magnitude = bits & ~sign_bit;
    if (magnitude >= infinity_bits) return print_literal(to, "null");
    if (magnitude >= bits_of(1) && magnitude < bits_of(1e12)) {
        if (std::uint64_t const thousandths = thousandths_of(magnitude)) {
            if (bits != magnitude) *to++ = '-';
            to = print_unsigned(to, thousandths / 1000);
            return print_thousandths(to, static_cast<std::uint32_t>(thousandths % 1000));
        }
    }
    auto const d = std::bit_cast<double>(bits);
    // also a denormal, where the processor is told to take these for 0, as std::to_chars would
    if (d == 0) return bits == magnitude ? print_literal(to, "0") : print_literal(to, "-0.0");
    bool const decimal = magnitude >= bits_of(1e-5) && magnitude < bits_of(1e17);
    return std::to_chars(to, to + 32, d, decimal ? std::chars_format::fixed : std::chars_format::scientific).ptr;
}

/// The shortest text that reads back as the `double` of these bits: decimal from 1e-5 to 1e17, else with an exponent;
/// null for NaN, infinities.
///
/// Numbers with at most three decimals, which most measurements are, are found by an exact test and printed as
/// integers; below 10'000 in 32 bits.
inline char* print_real(char* to, std::uint64_t bits) noexcept {
    std::uint64_t const magnitude = bits & ~sign_bit;
    constexpr std::uint64_t lowest = bits_of(0.001);
    if (magnitude - lowest >= bits_of(10'000) - lowest) return print_any_real(to, bits);
    auto const n = static_cast<std::uint32_t>(thousandths_of(magnitude));
    if (n == 0) return print_any_real(to, bits);
    if (bits != magnitude) *to++ = '-';
    return print_thousandths(print_small(to, n / 1000), n % 1000);
}

}  // namespace detail
}  // namespace logdefer::inline LOGDEFER_ABI
