// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Times of records, exact to the nanosecond if they are written as plain decimals.

#include <chrono>
#include <string>
#include <string_view>

namespace viz::json {

inline constexpr std::chrono::nanoseconds longest_time{4'000'000'000'000'000'000};

/// Returns the result of `to_number`, as seconds, in nanoseconds. Further digits are truncated. The result is limited
/// to `longest_time`, which is 126 years, in both directions, so that two of them can be added.
[[nodiscard]] std::chrono::nanoseconds nanoseconds_of(std::string_view value);

/// Returns the result of `to_number`, as seconds, rounded to microseconds, for dates. The limit is a thousand times as
/// large.
[[nodiscard]] std::chrono::microseconds microseconds_of(std::string_view value);

/// Returns the seconds as a number.
[[nodiscard]] constexpr double seconds_in(std::chrono::duration<double> time) { return time.count(); }

/// Appends microseconds with three decimals.
void append_microseconds(std::string& out, std::chrono::nanoseconds time);

/// Appends seconds with six decimals, or nine if they are needed.
void append_seconds(std::string& out, std::chrono::nanoseconds time);

}  // namespace viz::json
