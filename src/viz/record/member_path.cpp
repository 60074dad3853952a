// SPDX-License-Identifier: BSL-1.0
#include "record/member_path.hpp"

#include "encoding/words.hpp"
#include "json/path.hpp"
#include "json/strings.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <chrono>

namespace viz {

namespace {

/// Returns the member of the record itself that a path begins with.
std::string_view first_member(record const& r, std::span<std::string const> path) {
    std::string_view const name = path.front();
    if (name == "start") return r.start;
    if (name == "end") return r.end;
    if (name == "data") return r.data;
    if (name == "outcome") return r.outcome;
    if (name == "logs" || name == "timers") return json::value_at(r.json, path.first(1));
    return other_member(r, name);
}

/// Returns the total time of the timers of a name; nothing if there are none.
std::optional<std::chrono::nanoseconds> time_of(std::string_view name, record const& r) {
    std::optional<std::chrono::nanoseconds> sum;
    auto const duration = duration_of(r);
    for (auto const& timer : r.timers) {
        if (!is_named(timer, name)) continue;
        auto const time = interval_of(timer, duration).length();
        sum = std::min(sum.value_or(std::chrono::nanoseconds{0}), json::longest_time)
              + std::min(time, json::longest_time);
    }
    return sum;
}

}  // namespace

std::optional<std::string> timer_in(std::span<std::string const> path) {
    if (path.size() < 2 || path.front() != "timers") return std::nullopt;
    return joined(std::vector<std::string>(path.begin() + 1, path.end()), ".");
}

member_path::member_path(std::string_view text) : member_path(json::parse_path(text)) {}

std::string_view member_path::of(record const& r) {
    if (timer_) {
        if (auto const time = time_of(*timer_, r)) {
            time_.clear();
            json::append_seconds(time_, *time);
            return time_;
        }
    }
    std::string_view const value = json::value_at(first_member(r, names_), std::span{names_}.subspan(1));
    return value.empty() ? json::value_at(r.data, names_) : value;
}

}  // namespace viz
