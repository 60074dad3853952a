// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Comparing and adding, where <algorithm> would take longer to parse than what it is needed for.

#include <limits>
#include <type_traits>

namespace logdefer::detail {

template <class T>
constexpr T const& larger(T const& a, std::type_identity_t<T> const& b) noexcept {
    return a < b ? b : a;
}

template <class T>
constexpr T const& smaller(T const& a, std::type_identity_t<T> const& b) noexcept {
    return b < a ? b : a;
}

__extension__ using uint128 = unsigned __int128;  // no standard C++, but on every 64-bit machine

/// The sum, or the nearest number that its type holds: a record from elsewhere may name any time.
template <class T>
constexpr T saturated_sum(T a, T b) noexcept {
    T sum = 0;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return a < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}

/// The difference, likewise.
template <class T>
constexpr T saturated_difference(T a, T b) noexcept {
    T difference = 0;
    if (!__builtin_sub_overflow(a, b, &difference)) return difference;
    return a < 0 ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}

}  // namespace logdefer::detail
