// SPDX-License-Identifier: BSL-1.0
#include "record/facts.hpp"

#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <cmath>

namespace viz {

std::string doubt_about_start(std::string_view start) {
    constexpr double milliseconds = 1e11;  // as seconds, in the year 5138
    constexpr double too_large = 1e20;
    constexpr std::size_t shortest = 4;  // the length of 1e11
    bool const may_be_large = start.size() >= shortest && json::is_number(start);
    double const number = may_be_large ? json::to_number(start) : 0;
    if (json::is_string(start) || number >= too_large)
        return "the start is not a time: " + std::string{start.substr(0, 40)};
    if (number < milliseconds) return {};
    char const* const unit = number < 1e14 ? "milliseconds" : number < 1e17 ? "microseconds" : "nanoseconds";
    return "the start " + std::string{start} + " is read as seconds, but is probably in " + unit;
}

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

std::string_view other_member(record const& r, std::string_view name) {
    std::string_view found;
    for (auto const& other : r.others) {
        if (json::stands_for(other.name, name)) found = other.value;
    }
    return found;
}

bool has_failed(record const& r) {
    constexpr double error = 10;
    return !outcome_of(r).empty() || has_line_up_to(r, error);
}

std::optional<std::uint32_t> part_of(record const& r) {
    if (!json::is_string(r.id)) return std::nullopt;
    auto const number = json::number_in<std::uint32_t>(r.part);
    return number.value_or(0) > 0 ? number : std::nullopt;
}

std::optional<double> weight_of(record const& r) {
    if (!json::is_there(r.sample_rate)) return 1;
    double const rate = json::is_number(r.sample_rate) ? json::to_number(r.sample_rate) : 0;
    if (rate <= 0 || rate > 1) return std::nullopt;
    constexpr double most = 1e15;
    constexpr double steps_of_one = 1 << 20;
    return std::round(std::min(1 / rate, most) * steps_of_one) / steps_of_one;
}

}  // namespace viz
