// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Parses durations and points in time that users write.

#include <optional>
#include <string>
#include <string_view>

namespace viz {

/// Returns the seconds of `500ms`, `1.5s` or `2m`: a number that is not negative, and a unit: ns, us, ms, s, m, h or d.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text);

/// Returns the seconds since the epoch for one of
///  - `2026-11-25`, `2026-11-25T08:00`, `2026-11-25 08:00:30.5`, in the zone of the process or with `Z` or `+01:00`,
///  - `08:00`, `08:00:30`: today,
///  - `10m`: that long before `now`,
///  - `1764057600`: itself.
/// Returns nothing for any other text, such as a day or a second that does not exist.
[[nodiscard]] std::optional<double> parse_time(std::string const& text, double now);

}  // namespace viz
