// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The chain of timers that decides how long a record takes.

#include "record_facts.hpp"

#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

namespace viz {

/// A part of the time of a record.
struct path_step {
    static constexpr std::size_t no_timer = std::numeric_limits<std::size_t>::max();

    std::size_t timer;               ///< its number, or `no_timer` for a wait
    std::chrono::nanoseconds begin;  ///< since the start of the record, as is `end`
    std::chrono::nanoseconds end;
    std::size_t depth;  ///< 0, or more for a timer within another one

    friend bool operator==(path_step const&, path_step const&) = default;
};

/// The steps that fill the time from 0 to `duration`, in the order of time; each is followed by those within it.
///
/// It is walked from the end. Of the timers that had begun before, the one that ended last is next, and the way goes on
/// where it began; what lies between is a wait. Timers that ran within it, to 8 levels, are walked in the same way, but
/// a timer with nothing in it has no steps. Takes the time of sorting.
[[nodiscard]] std::vector<path_step> critical_path(std::vector<interval> const& timers,
                                                   std::chrono::nanoseconds duration);

}  // namespace viz
