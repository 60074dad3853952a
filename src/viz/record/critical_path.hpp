// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds the chain of timers that determines the duration of a record.

#include "record/facts.hpp"

#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

namespace viz {

/// A part of the time of a record.
struct path_step {
    static constexpr std::size_t no_timer = std::numeric_limits<std::size_t>::max();

    std::size_t timer;               ///< the index of the timer, or `no_timer` for a wait
    std::chrono::nanoseconds begin;  ///< since the start of the record, as is `end`
    std::chrono::nanoseconds end;
    std::size_t depth;  ///< 0, or more for a timer within another one

    friend bool operator==(path_step const&, path_step const&) = default;
};

/// Returns the steps that fill the time from 0 to `duration`, in order; each is followed by the steps within it.
///
/// The path is found from the end. Of the timers that began before, it takes the one that ended last, and continues at
/// its start; the time between is a wait. Timers that ran within it, down to 8 levels, are found in this way too, but a
/// timer without any has no steps of its own. Takes as long as sorting.
[[nodiscard]] std::vector<path_step> critical_path(std::vector<interval> const& timers,
                                                   std::chrono::nanoseconds duration);

}  // namespace viz
