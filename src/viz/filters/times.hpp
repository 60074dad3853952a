// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Durations and points in time as people write them.

#include <optional>
#include <string>
#include <string_view>

namespace viz {

/// Seconds of `500ms`, `1.5s`, `2m`: a number that is not negative, and one of ns, us, ms, s, m, h, d.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text);

/// Seconds since the epoch of one of
///  - `2026-11-25`, `2026-11-25T08:00`, `2026-11-25 08:00:30.5`, in the zone of the process or with `Z` or `+01:00`,
///  - `08:00`, `08:00:30`: today,
///  - `10m`: that long before `now`,
///  - `1764057600`: itself.
/// Empty for all else, like a day or a second that no calendar has.
[[nodiscard]] std::optional<double> parse_time(std::string const& text, double now);

}  // namespace viz
