// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The zone that times are shown and read in.

#include <ctime>
#include <optional>
#include <string>

namespace viz::text {

/// Makes a zone the one of the process, before there are other threads: a name of the system's database, `UTC`, an
/// American abbreviation or an offset like `+0530`. An empty name leaves the system's choice. False where there is no
/// such zone.
[[nodiscard]] bool set_time_zone(std::string const& name);

/// Local time as `2012-06-22 Fri 08:17:26`, and the zone's abbreviation.
struct local_time {
    std::string date;
    std::string zone;
};

/// Of seconds since the epoch. Empty where the year is beyond what the system counts.
[[nodiscard]] std::optional<local_time> to_local_time(std::time_t seconds);

}  // namespace viz::text
