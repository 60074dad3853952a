// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What views tell of a record that no member of it says alone.

#include "record.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace viz {

/// How long a record took: `end`, or without it the latest time that a line or a timer names. Never negative. Without
/// `end` it looks at all of them, so ask once for a record.
[[nodiscard]] std::chrono::nanoseconds duration_of(record const& r);

/// A part of a record's time, since its start. `end` is never before `start`.
struct interval {
    std::chrono::nanoseconds start;
    std::chrono::nanoseconds end;

    [[nodiscard]] std::chrono::nanoseconds length() const noexcept { return end - start; }
};

/// When a timer ran: one without an end goes on to that of its record, which took `duration`.
[[nodiscard]] interval interval_of(record::timer const& timer, std::chrono::nanoseconds duration);

/// The JSON text at a path that begins in the record or else in its data; empty where there is none. `path` has names.
[[nodiscard]] std::string_view member_of(record const& r, std::span<std::string const> path);

/// The level of a line: a number, or a string that is nothing but a number. Empty for all else.
[[nodiscard]] std::optional<double> level_of(record::line const& line);

/// Whether the record has a line of this level or a graver one, which is a lower number.
[[nodiscard]] bool has_line_up_to(record const& r, double most);

/// Whether the timer's name is this text.
[[nodiscard]] bool is_named(record::timer const& timer, std::string_view name);

/// Whether the record has an outcome, which it has only where something went wrong, or a line of level 10 or below.
[[nodiscard]] bool has_failed(record const& r);

/// A value as text: a string's own, nothing for null, JSON else. Controls are as they were.
[[nodiscard]] std::string text_of(std::string_view value);

}  // namespace viz
