// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The current time, which tests can set.

namespace viz {

/// Returns the seconds since the epoch: the value of the variable LDV_NOW if it is set, or the time of the system
/// clock.
[[nodiscard]] double current_time();

}  // namespace viz
