// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What views tell of a record that no member of it says alone.

#include "record.hpp"

#include <string>
#include <string_view>

namespace viz {

/// Seconds: `end`, or without it the latest time that a line or a timer names. Never negative.
[[nodiscard]] double duration_of(record const& r);

/// Where a timer begins and ends, in seconds since the start of the record; one without an end goes on to that of the
/// record. `end` is never before `start`.
struct interval {
    double start;
    double end;
};
[[nodiscard]] interval interval_of(record::timer const& timer, record const& r);

/// Whether the timer's name is this text.
[[nodiscard]] bool is_named(record::timer const& timer, std::string_view name);

/// Whether the record has an outcome, which it has only where something went wrong, or a line of level 10 or below.
[[nodiscard]] bool has_failed(record const& r);

/// A value as text: a string's own, nothing for null, JSON else. Controls are as they were.
[[nodiscard]] std::string text_of(std::string_view value);

}  // namespace viz
