// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The time zone in which times are shown and read.

#include <ctime>
#include <optional>
#include <string>

namespace viz::text {

/// Sets the time zone of the process, before there are other threads: a name of the system's database, `UTC`, an
/// American abbreviation or an offset like `+0530`. An empty name keeps the system's zone. Returns false if the zone is
/// unknown.
[[nodiscard]] bool set_time_zone(std::string const& name);

/// Local time as `2012-06-22 Fri 08:17:26`, and the zone's abbreviation.
struct local_time {
    std::string date;
    std::string zone;
};

/// Converts seconds since the epoch. Returns nothing if the year is out of the system's range.
[[nodiscard]] std::optional<local_time> to_local_time(std::time_t seconds);

}  // namespace viz::text
