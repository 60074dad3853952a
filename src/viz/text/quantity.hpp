// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Formats quantities with few digits.

#include <chrono>
#include <string>

namespace viz::text {

/// Returns three significant digits, with an exponent only from 1e15.
[[nodiscard]] std::string shown_number(double value);

/// Returns a time in a suitable unit, as `--slower-than` accepts it: `340 us`, `12.5 ms`, `1.20 s`, `25.0 m`.
[[nodiscard]] std::string shown_duration(std::chrono::duration<double> time);

/// Returns a part of a whole, as `12.5%`; `0.0%` if the whole is 0.
[[nodiscard]] std::string shown_share(double part, double whole);

}  // namespace viz::text
