// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Where "now" is.

namespace viz {

/// Seconds since the epoch: of the clock, or of the variable LDV_NOW.
[[nodiscard]] double current_time();

}  // namespace viz
