// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Prints times and durations as JSON: seconds with a decimal point.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/formats/json_numbers.hpp>
#include <logdefer/formats/time_precision.hpp>

#include <chrono>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Prints the digits of a fraction with `width` decimals.
inline char* print_fraction(char* to, std::uint64_t fraction, int width) noexcept {
    for (int i = width - 1; i >= 0; --i, fraction /= 10) to[i] = static_cast<char>('0' + fraction % 10);
    return to + width;
}

inline char* trim_zeros(char* to) noexcept {
    while (to[-1] == '0') --to;
    return to[-1] == '.' ? to - 1 : to;
}

/// Prints the microseconds in a number of nanoseconds below a second, as six digits; used for the times of every line
/// and timer.
///
/// Avoids divisions: the time is a fraction of a second in 64 bits, and each multiplication by 100 moves two digits out
/// at the top. The fraction is rounded up once, which is an error of less than 2^30, and of less than 2^44 after two
/// steps; a nanosecond is then 2^47.
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

/// Prints a time of a record, which must not be negative, in seconds with a fixed number of decimals, truncated.
[[gnu::always_inline]] inline char* print_time(char* to, std::chrono::nanoseconds t,
                                               time_precision precision) noexcept {
    auto const ns = static_cast<std::uint64_t>(t.count());
    constexpr std::uint64_t second = 1'000'000'000;
    if (ns < second && precision == time_precision::microseconds) [[likely]] {  // saves two long divisions
        return print_micros(print_literal(to, "0."), ns);
    }
    return print_long_time(to, ns, precision);
}

/// Prints a recorded duration in seconds, exactly and without trailing zeros.
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

}  // namespace logdefer::inline LOGDEFER_ABI::detail
