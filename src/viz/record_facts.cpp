// SPDX-License-Identifier: BSL-1.0
#include "record_facts.hpp"

#include "json/cursor.hpp"
#include "json/print.hpp"
#include "json/text.hpp"
#include "json/time.hpp"

#include <algorithm>

namespace viz {

namespace {

bool is_there(std::string_view value) { return !value.empty() && !json::is_null(value); }

}  // namespace

std::chrono::nanoseconds duration_of(record const& r) {
    using std::chrono::nanoseconds;
    if (is_there(r.end)) return std::max(nanoseconds{0}, json::nanoseconds_of(r.end));
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

bool is_named(record::timer const& timer, std::string_view name) {
    return json::is_string(timer.name) && json::unescaped(timer.name) == name;
}

bool has_failed(record const& r) {
    constexpr double error = 10;
    return is_there(r.outcome) || std::ranges::any_of(r.lines, [](auto const& line) {
               return is_there(line.level) && json::to_number(line.level) <= error;
           });
}

std::string text_of(std::string_view value) {
    if (json::is_string(value)) return json::unescaped(value);
    std::string text;
    if (is_there(value)) json::append_compact(text, value, {});
    return text;
}

}  // namespace viz
