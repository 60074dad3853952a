// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Times of records, exact to the nanosecond where they are written as plain decimals.

#include <cstdint>
#include <string>
#include <string_view>

namespace viz::json {

/// A number of seconds, or what `to_number` takes for one, in nanoseconds. Digits beyond them are cut off. Limited to
/// `longest_time` in both directions, so that two may be added.
[[nodiscard]] std::int64_t nanoseconds_of(std::string_view value);

inline constexpr std::int64_t longest_time = 4'000'000'000'000'000'000;

/// Microseconds with three decimals.
void append_microseconds(std::string& out, std::int64_t nanoseconds);

/// Seconds with six decimals, or nine where they are needed.
void append_seconds(std::string& out, std::int64_t nanoseconds);

}  // namespace viz::json
