// SPDX-License-Identifier: BSL-1.0
#include "record/facts.hpp"

#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/path.hpp"
#include "json/strings.hpp"
#include "record/time.hpp"

#include <algorithm>

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
    std::string_view found;
    for (auto const& other : r.others) {
        if (json::stands_for(other.name, name)) found = other.value;
    }
    return found;
}

}  // namespace

std::chrono::nanoseconds duration_of(record const& r) {
    using std::chrono::nanoseconds;
    if (json::is_there(r.end)) return std::max(nanoseconds{0}, json::nanoseconds_of(r.end));
    nanoseconds latest{0};
    for (auto const& line : r.lines) latest = std::max(latest, json::nanoseconds_of(line.offset));
    for (auto const& timer : r.timers) {
        latest = std::max({latest, json::nanoseconds_of(timer.start), json::nanoseconds_of(timer.end)});
    }
    return latest;
}

interval interval_of(record::timer const& timer, std::chrono::nanoseconds duration) {
    auto const start = json::nanoseconds_of(timer.start);
    auto const end = timer.end.empty() ? duration : json::nanoseconds_of(timer.end);
    return {start, std::max(start, end)};
}

std::string_view member_of(record const& r, std::span<std::string const> path) {
    std::string_view const value = json::value_at(first_member(r, path), path.subspan(1));
    return value.empty() ? json::value_at(r.data, path) : value;
}

std::optional<double> start_of(record const& r) { return json::number_of(r.start); }

std::optional<double> level_of(record::line const& line) { return json::number_of(line.level); }

bool has_line_up_to(record const& r, double most) {
    return std::ranges::any_of(r.lines, [&](auto const& line) {
        auto const level = level_of(line);
        return level && *level <= most;
    });
}

bool is_named(record::timer const& timer, std::string_view name) {
    return json::is_string(timer.name) && json::stands_for(timer.name, name);
}

std::string_view outcome_of(record const& r) {
    bool const succeeded = !json::is_there(r.outcome) || r.outcome == R"("")" || r.outcome == R"("ok")";
    return succeeded ? std::string_view{} : r.outcome;
}

bool has_failed(record const& r) {
    constexpr double error = 10;
    return !outcome_of(r).empty() || has_line_up_to(r, error);
}

}  // namespace viz
