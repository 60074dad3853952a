// SPDX-License-Identifier: BSL-1.0
#include "filters/times.hpp"

#include "json/number.hpp"
#include "system/date.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace viz {

std::optional<double> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 7> units{
        {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3'600}, {"d", 86'400}}};
    if (text.starts_with('-')) return std::nullopt;
    auto const number = json::take_number<double>(text);
    auto const* const unit = std::ranges::find(units, text, &std::pair<std::string_view, double>::first);
    if (!number || unit == units.end()) return std::nullopt;
    return *number * unit->second;
}

std::optional<double> parse_time(std::string const& text, double now) {
    if (auto const ago = parse_duration(text)) return now - *ago;
    if (auto const number = json::number_in<double>(text)) return number;
    if (auto const date = parse_date(text)) return date;
    return parse_time_of_day(text, now);
}

}  // namespace viz
