// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Formats quantities with few digits.

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace viz::text {

/// A unit of time, as it is shown and as `--slower-than` accepts it.
struct time_unit {
    std::string_view name;
    double seconds;
};

/// From the longest to the shortest.
inline constexpr std::array<time_unit, 7> time_units{
    {{"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}}};

/// Returns three significant digits, with an exponent only from 1e15.
[[nodiscard]] std::string shown_number(double value);

/// Returns a sum of weights as a whole number.
[[nodiscard]] std::string shown_count(double count);

/// Returns a time in a suitable unit: `340 us`, `12.5 ms`, `1.20 s`, `25.0 m`.
[[nodiscard]] std::string shown_duration(std::chrono::duration<double> time);

/// Returns a part of a whole, as `12.5%`; `0.0%` if the whole is 0.
[[nodiscard]] std::string shown_share(double part, double whole);

}  // namespace viz::text
