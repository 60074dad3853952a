// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Products of 64-bit numbers, which have 128 bits, and their quotients. 64-bit machines have instructions for them,
/// which compilers offer as a type; on other machines they are computed in parts.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A number of 128 bits.
struct wide {
    std::uint64_t high;
    std::uint64_t low;

    friend bool operator==(wide const&, wide const&) = default;
};

struct wide_quotient {
    std::uint64_t quotient;
    std::uint64_t remainder;

    friend bool operator==(wide_quotient const&, wide_quotient const&) = default;
};

/// Multiplies in halves of 32 bits.
constexpr wide product_in_parts(std::uint64_t a, std::uint64_t b) noexcept {
    constexpr std::uint64_t low_half = 0xffff'ffff;
    std::uint64_t const low = (a & low_half) * (b & low_half);
    std::uint64_t const first = (a >> 32U) * (b & low_half) + (low >> 32U);         // below 2^64 - 2^32
    std::uint64_t const second = (a & low_half) * (b >> 32U) + (first & low_half);  // so is this
    return {(a >> 32U) * (b >> 32U) + (first >> 32U) + (second >> 32U), second << 32U | (low & low_half)};
}

/// Divides bit by bit, as on paper. `dividend.high` must be less than `divisor`.
constexpr wide_quotient quotient_in_parts(wide dividend, std::uint64_t divisor) noexcept {
    std::uint64_t quotient = 0;
    std::uint64_t rest = dividend.high;
    for (int bit = 63; bit >= 0; --bit) {
        bool const carry = rest >> 63U != 0;  // the rest has 65 bits then, and is greater than the divisor
        rest = rest << 1U | (dividend.low >> static_cast<unsigned>(bit) & 1U);
        quotient <<= 1U;
        if (!carry && rest < divisor) continue;
        rest -= divisor;
        quotient |= 1U;
    }
    return {quotient, rest};
}

#if defined(__SIZEOF_INT128__)  // not standard C++, but available on every 64-bit machine

__extension__ using uint128 = unsigned __int128;

/// Returns the product of two numbers.
constexpr wide product(std::uint64_t a, std::uint64_t b) noexcept {
    uint128 const all = uint128{a} * b;
    return {static_cast<std::uint64_t>(all >> 64U), static_cast<std::uint64_t>(all)};
}

/// Returns the quotient and the remainder. `dividend.high` must be less than `divisor`: else the quotient does not fit.
constexpr wide_quotient quotient(wide dividend, std::uint64_t divisor) noexcept {
    uint128 const all = uint128{dividend.high} << 64U | dividend.low;
    return {static_cast<std::uint64_t>(all / divisor), static_cast<std::uint64_t>(all % divisor)};
}

#else

constexpr wide product(std::uint64_t a, std::uint64_t b) noexcept { return product_in_parts(a, b); }
constexpr wide_quotient quotient(wide dividend, std::uint64_t divisor) noexcept {
    return quotient_in_parts(dividend, divisor);
}

#endif

}  // namespace logdefer::inline LOGDEFER_ABI::detail
