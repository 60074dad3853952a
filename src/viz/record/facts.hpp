// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Facts about a record that follow from its members, whatever their form. The report's page has the same rules, in
/// record.js; test/viz/records_cases.json tests both.

#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/scan.hpp"
#include "record/record.hpp"

#include <chrono>
#include <cstdint>
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

/// Returns when a record began, in seconds since 1970: a number, or a string that contains only a number.
[[nodiscard]] std::optional<double> start_of(record const& r);

/// Returns whether a line that was not checked may have a start that passes. `key` is the name in quotes. The text of a
/// string is left to the check of the record: in such a line, its end is not known.
template <class Predicate>
[[nodiscard]] bool may_start(std::string_view line, json::needle const& key, Predicate passes) {
    return json::any_scalar(line, key, [&](std::size_t, std::string_view value) {
        return json::is_string(value) || (json::is_number(value) && passes(json::to_number(value)));
    });
}

/// Returns the level of a line: a number, or a string that contains only a number. Returns nothing for any other value.
[[nodiscard]] std::optional<double> level_of(record::line const& line);

/// Returns whether the record has a line of this level or more severe, that is, with a lower number.
[[nodiscard]] bool has_line_up_to(record const& r, double most);

/// Returns whether the timer has this name.
[[nodiscard]] bool is_named(record::timer const& timer, std::string_view name);

/// Returns how a record ended that did not succeed; empty if it did. Some programs write `null`, "" or "ok" then.
[[nodiscard]] std::string_view outcome_of(record const& r);

/// Returns one of `record::others`, the last one of this name; empty if there is none.
[[nodiscard]] std::string_view other_member(record const& r, std::string_view name);

/// Returns whether the record has such an outcome, or a line of level 10 or below.
[[nodiscard]] bool has_failed(record const& r);

/// Returns the number of a record that is one of the parts of a transaction: it has an id, which is text, and a
/// positive integer. Returns nothing for all other records.
[[nodiscard]] std::optional<std::uint32_t> part_of(record const& r);

/// Returns how many records a sampled one stands for, which is 1 / `sample_rate`; 1 without a rate; nothing if the rate
/// is not a number above 0 and up to 1. The result is rounded so that sums up to 2^33, or of whole numbers up to 2^53,
/// are exact, whatever the order. It is at most 1e15.
[[nodiscard]] std::optional<double> weight_of(record const& r);

}  // namespace viz
