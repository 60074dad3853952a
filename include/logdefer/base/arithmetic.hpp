// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Minimum, maximum and saturated sums, and the bits of numbers. <algorithm> would make `basic_log_defer.hpp` a fifth
/// longer and 5 % slower to parse (g++ 12).

#include <logdefer/base/config.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace logdefer::inline LOGDEFER_ABI::detail {

template <class T>
constexpr T const& larger(T const& a, std::type_identity_t<T> const& b) noexcept {
    return a < b ? b : a;
}

template <class T>
constexpr T const& smaller(T const& a, std::type_identity_t<T> const& b) noexcept {
    return b < a ? b : a;
}

/// Returns the bits of a `double`. The bits of positive numbers are ordered as the numbers are.
constexpr std::uint64_t bits_of(double const& d) noexcept { return std::bit_cast<std::uint64_t>(d); }

inline constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63U;
inline constexpr std::uint64_t infinity_bits = std::uint64_t{0x7ff} << 52U;  // the bits of NaN are greater

/// Returns the sum, or the nearest number that `T` can represent: a record from elsewhere may contain any time.
template <class T>
constexpr T saturated_sum(T a, T b) noexcept {
    T sum = 0;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return a < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}

/// Returns the difference modulo 2^64: if it overflows, a number with the other sign.
constexpr std::int64_t wrapped_difference(std::int64_t a, std::int64_t b) noexcept {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

/// Returns the difference, or the nearest number that `T` can represent.
template <class T>
constexpr T saturated_difference(T a, T b) noexcept {
    T difference = 0;
    if (!__builtin_sub_overflow(a, b, &difference)) return difference;
    return a < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
