// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Converts floating-point numbers and durations to the words of an arena, independently of the compiler's flags.
///
/// With -ffast-math and similar flags, compilers assume that every floating-point number is finite, and turn a division
/// by a constant into a product, which rounds differently. Therefore numbers are classified by their bits, and these
/// functions neither take nor return a floating-point number by value, which clang would assume to be finite.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/parse_real.hpp>
#include <logdefer/base/wide_product.hpp>

#include <array>
#include <bit>
#include <cfenv>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ratio>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Returns the bits of the `double` that has the shortest text of a finite `float`: 0.1F becomes 0.1.
inline word shortest_bits(float const& value) noexcept {
    std::array<char, 64> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    int const rounding = std::fegetround();
    if (rounding != FE_TONEAREST) std::fesetround(FE_TONEAREST);  // reading uses the rounding mode of the program
    auto const shortest = parse_real({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
    if (rounding != FE_TONEAREST) std::fesetround(rounding);
    return bits_of(shortest);
}

/// Returns the bits of the `double` as which a floating-point number is recorded.
template <std::floating_point T>
word real_bits(T const& value) noexcept {
    if constexpr (std::same_as<T, double>) {
        return bits_of(value);
    } else if constexpr (sizeof(T) >= sizeof(double)) {
        return bits_of(static_cast<double>(value));
    } else {
        auto const narrow = static_cast<float>(value);
        word const bits = std::bit_cast<std::uint32_t>(narrow);
        constexpr word infinity = 0x7f80'0000;
        if ((bits & infinity) != infinity) return shortest_bits(narrow);
        return (bits >> 31U) << 63U | infinity_bits | (bits & ~infinity & 0x7fff'ffff) << 29U;
    }
}

[[nodiscard]] constexpr bool is_finite(word real) noexcept { return (real & ~sign_bit) < infinity_bits; }

/// Returns the bits of `count` periods in seconds as a `double`: the nearest one, unless both the product with the
/// numerator of the period and the quotient are rounded.
template <class Period, std::floating_point Rep>
word seconds_bits(Rep const& count) noexcept {
    word const bits = real_bits(count);
    if (std::ratio_equal_v<Period, std::ratio<1>> || !is_finite(bits)) return bits;
    auto const volatile divisor = static_cast<double>(Period::den);  // volatile: prevents a product with the inverse
    double const seconds = std::bit_cast<double>(bits) * static_cast<double>(Period::num) / divisor;
    return bits_of(seconds);
}

/// Converts an integral count of periods to nanoseconds, truncated; returns false if they do not fit 64 bits.
template <class Period, std::integral Rep>
[[nodiscard]] constexpr bool to_nanoseconds(Rep count, std::int64_t& ns) noexcept {
    constexpr auto num = static_cast<std::uint64_t>(Period::num);
    constexpr auto den = static_cast<std::uint64_t>(Period::den);
    constexpr std::uint64_t second = 1'000'000'000;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    bool negative = false;
    if constexpr (std::is_signed_v<Rep>) negative = count < 0;
    auto const bits = static_cast<std::uint64_t>(count);
    std::uint64_t const magnitude = negative ? ~bits + 1 : bits;
    std::uint64_t const limit = negative ? most + 1 : most;
    std::uint64_t result = 0;
    if constexpr (second % den == 0 && num <= most / (second / den)) {  // saves a division
        constexpr std::uint64_t factor = num * (second / den);
        if (magnitude > limit / factor) return false;
        result = magnitude * factor;
    } else {
        wide const dividend = product(magnitude, num);
        if (dividend.high >= den) return false;
        auto const [whole, rest] = quotient(dividend, den);
        if (whole > limit / second) return false;
        result = whole * second + quotient(product(rest, second), den).quotient;
        if (result > limit) return false;
    }
    ns = static_cast<std::int64_t>(negative ? ~result + 1 : result);
    return true;
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
