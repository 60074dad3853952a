// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Prints times and durations as JSON: seconds with a decimal point.

#include <logdefer/base/config.hpp>
#include <logdefer/base/wide_product.hpp>
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
        auto const [digits, rest] = product(fraction, 100);
        to = print_pair(to, static_cast<std::uint32_t>(digits));
        fraction = rest;
    }
    return to;
}

/// Prints the times of a record, which must not be negative, in seconds with a fixed number of decimals, truncated.
class time_printer {
public:
    explicit time_printer(time_precision precision) noexcept : precision_(precision) {}

    [[nodiscard]] char* operator()(char* to, std::chrono::nanoseconds t) const noexcept { return (*this)(to, "", t); }

    /// Prints text before the time.
    template <std::size_t N>
    [[nodiscard, gnu::always_inline]] char* operator()(char* to, char const (&before)[N],
                                                       std::chrono::nanoseconds t) const noexcept {
        auto const ns = static_cast<std::uint64_t>(t.count());
        if (ns >= short_) [[unlikely]]
            return print_long_time(print_literal(to, before), ns);
        return print_micros(print_literal(print_literal(to, before), "0."), ns);  // both literals by one move
    }

private:
    [[gnu::noinline]] char* print_long_time(char* to, std::uint64_t ns) const noexcept {
        auto const seconds = ns / second;
        constexpr std::uint64_t ten_digits = 1'000'000'000;  // as the time since the epoch has until the year 2286
        if (seconds - ten_digits < 9 * ten_digits) {
            auto const last_eight = static_cast<std::uint32_t>(seconds % 100'000'000);
            to = print_pair(to, static_cast<std::uint32_t>(seconds / 100'000'000));
            to = print_four(print_four(to, last_eight / 10'000), last_eight % 10'000);
        } else {
            to = print_unsigned(to, seconds);
        }
        *to++ = '.';
        auto const fraction = ns % second;
        return precision_ == time_precision::microseconds ? print_micros(to, fraction)
                                                          : print_fraction(to, fraction, 9);
    }

    static constexpr std::uint64_t second = 1'000'000'000;

    time_precision precision_;
    // Below this, a time is printed without divisions; no time is, if nanoseconds are printed.
    std::uint64_t short_ = precision_ == time_precision::microseconds ? second : 0;
};

/// Prints a recorded duration in seconds, exactly and without trailing zeros.
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

}  // namespace logdefer::inline LOGDEFER_ABI::detail
