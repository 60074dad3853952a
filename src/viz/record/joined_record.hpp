// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Joins the records of a transaction that was written in parts.

#include "record/record.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace viz {

/// Members of an object, each with the place of its first value.
class merged_members {
public:
    /// Replaces a value that has the same name, which is in quotes. Takes amortized constant time.
    void set(std::string_view name, std::string_view value);

    /// Returns the value of a name; empty if there is none.
    [[nodiscard]] std::string_view value_of(std::string_view name) const;

    [[nodiscard]] bool empty() const noexcept { return members_.empty(); }

    /// Appends the members, without braces.
    void append_to(std::string& out) const;

private:
    std::vector<std::pair<std::string, std::string>> members_;
    std::unordered_map<std::string, std::size_t> places_;
};

/// One record made from parts, which are added in order. It begins at the start of the first part and ends with the
/// part that ends last. It has the lines and timers of all parts, with times since its start; the later value of each
/// member, and of each member of the data; the sums of the counts in `dropped`; and no `part`.
class joined_record {
public:
    /// Adds a part, which may end after the call. A part that began before the first one, or lacks a start, is treated
    /// as if it had begun together with it.
    void add(record const& part);

    /// Returns the record as JSON text.
    [[nodiscard]] std::string json() const;

private:
    [[nodiscard]] std::chrono::nanoseconds time_since_start(record const& part) const;
    void add_data(std::string_view data);
    void add_line(record::line const& line, std::chrono::nanoseconds shift);
    void add_timer(record::timer const& timer, std::chrono::nanoseconds shift);

    std::string start_;
    std::chrono::nanoseconds end_{0};
    std::string data_;  // if it is not an object
    merged_members members_of_data_;
    std::string lines_;
    std::string timers_;
    merged_members others_;
};

}  // namespace viz
