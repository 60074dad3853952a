// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Quantities with as many digits as an eye takes in.

#include <chrono>
#include <string>

namespace viz::text {

/// Three significant digits, and an exponent only from 1e15 on.
[[nodiscard]] std::string shown_number(double value);

/// A time with the unit that fits, as `--slower-than` reads it: `340 us`, `12.5 ms`, `1.20 s`, `25.0 m`.
[[nodiscard]] std::string shown_duration(std::chrono::duration<double> time);

/// A part of a whole, as `12.5%`; nothing of nothing is `0.0%`.
[[nodiscard]] std::string shown_share(double part, double whole);

}  // namespace viz::text
