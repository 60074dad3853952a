// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Facts about a record that follow from several of its members.

#include "record/record.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace viz {

/// Returns what a user should know about a start that is probably not meant as it is read: text that is no time, or a
/// number of milliseconds, say. Returns an empty text for any other start.
[[nodiscard]] std::string doubt_about_start(std::string_view start);

/// Returns the duration of a record: its `end`, or without it the latest time of any line or timer. Never negative.
/// Without `end` it examines all lines and timers, so call it once for each record.
[[nodiscard]] std::chrono::nanoseconds duration_of(record const& r);

/// An interval relative to the start of a record. `end` is never before `start`.
struct interval {
    std::chrono::nanoseconds start;
    std::chrono::nanoseconds end;

    [[nodiscard]] std::chrono::nanoseconds length() const noexcept { return end - start; }
};

/// Returns the interval of a timer. A timer without an end runs until the end of its record, which took `duration`.
[[nodiscard]] interval interval_of(record::timer const& timer, std::chrono::nanoseconds duration);

/// Returns the level of a line: a number, or a string that contains only a number. Returns nothing for any other value.
[[nodiscard]] std::optional<double> level_of(record::line const& line);

/// Returns whether the record has a line of this level or more severe, that is, with a lower number.
[[nodiscard]] bool has_line_up_to(record const& r, double most);

/// Returns whether the timer has this name.
[[nodiscard]] bool is_named(record::timer const& timer, std::string_view name);

/// Returns whether the record has an outcome, which means that it failed, or a line of level 10 or below.
[[nodiscard]] bool has_failed(record const& r);

}  // namespace viz
