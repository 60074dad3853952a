// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Parses dates, in the zone of the process if they name none.

#include <optional>
#include <string>

namespace viz {

/// Returns the seconds since the epoch for a date like `2026-11-25`, `2026-11-25T08:00` or `2026-11-25 08:00:30.5Z`.
/// Returns nothing for any other text, such as a day or a second that does not exist.
[[nodiscard]] std::optional<double> parse_date(std::string const& text);

/// Does the same for a time like `08:00` or `08:00:30` on the day of a point in time.
[[nodiscard]] std::optional<double> parse_time_of_day(std::string const& text, double on_day_of);

}  // namespace viz
