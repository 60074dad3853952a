// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Prints numbers as JSON.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace logdefer::inline LOGDEFER_ABI::detail {

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

/// Prints a number below 10'000 without leading zeros.
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

/// Prints four digits.
[[gnu::always_inline]] inline char* print_four(char* to, std::uint32_t below_10000) noexcept {
    return print_pair(print_pair(to, below_10000 / 100), below_10000 % 100);
}

/// Prints four digits at a time, from the front, so that nothing is read back that was just stored.
[[gnu::noinline]] inline char* print_large(char* to, std::uint64_t u) noexcept {
    std::uint64_t const front = u / 10'000;
    to = front < 10'000 ? print_small(to, static_cast<std::uint32_t>(front)) : print_large(to, front);
    return print_four(to, static_cast<std::uint32_t>(u % 10'000));
}

/// The least number that `print_small` does not print.
inline constexpr std::uint64_t least_large = 10'000;

[[gnu::always_inline]] inline char* print_unsigned(char* to, std::uint64_t u) noexcept {
    return u < least_large ? print_small(to, static_cast<std::uint32_t>(u)) : print_large(to, u);
}

inline char* print_integer(char* to, std::int64_t i) noexcept {
    if (i >= 0) return print_unsigned(to, static_cast<std::uint64_t>(i));
    *to++ = '-';
    return print_unsigned(to, ~static_cast<std::uint64_t>(i) + 1);
}

/// Prints text whose size is a constant, which takes one or two moves.
template <std::size_t N>
char* print_literal(char* to, char const (&text)[N]) noexcept {
    std::memcpy(to, text, N - 1);
    return to + (N - 1);
}

/// Prints a point and up to three decimals, or nothing if all are zero.
inline char* print_thousandths(char* to, std::uint32_t rest) noexcept {
    if (rest == 0) return to;
    to[0] = '.';
    to[1] = static_cast<char>('0' + rest / 100);
    print_pair(to + 2, rest % 100);
    return to + (rest % 100 == 0 ? 2 : rest % 10 == 0 ? 3 : 4);
}

/// Returns a number from 0.001 to 1e12 as a count of thousandths, or 0 if it is not the `double` nearest to any such
/// count.
///
/// Computes with integers, since with -ffast-math compilers multiply instead of dividing, which rounds differently. The
/// number is m / 2^s with m from 2^52 to 2^53 and s from 13 to 62. It is the `double` nearest to k / 1000 if k * 2^s
/// and 1000 m differ by less than 500, half a unit of m. The difference is never exactly 500, since both are multiples
/// of 8.
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
    // also true for a denormal if the processor is set to treat those as 0, as std::to_chars does then
    if (d == 0) return bits == magnitude ? print_literal(to, "0") : print_literal(to, "-0.0");
    bool const decimal = magnitude >= bits_of(1e-5) && magnitude < bits_of(1e17);
    return std::to_chars(to, to + 32, d, decimal ? std::chars_format::fixed : std::chars_format::scientific).ptr;
}

/// Prints the shortest text that reads back as the `double` of these bits: in decimal notation from 1e-5 to 1e17,
/// otherwise with an exponent; null for NaN and infinities.
///
/// Numbers with at most three decimals, as most measurements are, are recognised by an exact test and printed as
/// integers; below 10'000 in 32 bits.
[[gnu::always_inline]] inline char* print_real(char* to, std::uint64_t bits) noexcept {
    std::uint64_t const magnitude = bits & ~sign_bit;
    constexpr std::uint64_t lowest = bits_of(0.001);
    if (magnitude - lowest >= bits_of(10'000) - lowest) return print_any_real(to, bits);
    auto const n = static_cast<std::uint32_t>(thousandths_of(magnitude));
    if (n == 0) return print_any_real(to, bits);
    if (bits != magnitude) *to++ = '-';
    return print_thousandths(print_small(to, n / 1000), n % 1000);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
