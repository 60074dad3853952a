// SPDX-License-Identifier: BSL-1.0
#include "record_facts.hpp"

#include "json/cursor.hpp"
#include "json/print.hpp"
#include "json/text.hpp"

#include <algorithm>

namespace viz {

namespace {

bool is_there(std::string_view value) { return !value.empty() && value != "null"; }

}  // namespace

double duration_of(record const& r) {
    if (is_there(r.end)) return std::max(0.0, json::to_number(r.end));
    double latest = 0;
    for (auto const& line : r.lines) latest = std::max(latest, json::to_number(line.offset));
    for (auto const& timer : r.timers) {
        latest = std::max({latest, json::to_number(timer.start), json::to_number(timer.end)});
    }
    return latest;
}

interval interval_of(record::timer const& timer, record const& r) {
    double const start = json::to_number(timer.start);
    double const end = timer.end.empty() ? duration_of(r) : json::to_number(timer.end);
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
