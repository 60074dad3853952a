// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Times of records, exact to the nanosecond where they are written as plain decimals.

#include <chrono>
#include <string>
#include <string_view>

namespace viz::json {

inline constexpr std::chrono::nanoseconds longest_time{4'000'000'000'000'000'000};

/// A number of seconds, or what `to_number` takes for one, in nanoseconds. Digits beyond them are cut off. Limited to
/// `longest_time`, which is 126 years, in both directions, so that two may be added.
[[nodiscard]] std::chrono::nanoseconds nanoseconds_of(std::string_view value);

/// The same, rounded to microseconds, for dates: the limit is a thousand times as far away.
[[nodiscard]] std::chrono::microseconds microseconds_of(std::string_view value);

/// Seconds as a number.
[[nodiscard]] constexpr double seconds_in(std::chrono::duration<double> time) { return time.count(); }

/// Microseconds with three decimals.
void append_microseconds(std::string& out, std::chrono::nanoseconds time);

/// Seconds with six decimals, or nine where they are needed.
void append_seconds(std::string& out, std::chrono::nanoseconds time);

}  // namespace viz::json
