// SPDX-License-Identifier: BSL-1.0
#include "filters/times.hpp"

#include "json/number.hpp"
#include "system/date.hpp"
#include "text/quantity.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace viz {

std::optional<double> parse_duration(std::string_view text) {
    if (text.starts_with('-')) return std::nullopt;
    auto const number = json::take_number<double>(text);
    auto const* const unit = std::ranges::find(text::time_units, text, &text::time_unit::name);
    if (!number || unit == text::time_units.end()) return std::nullopt;
    return *number * unit->seconds;
}

std::optional<double> parse_time(std::string const& text, double now) {
    if (auto const ago = parse_duration(text)) return now - *ago;
    if (auto const number = json::number_in<double>(text)) return number;
    if (auto const date = parse_date(text)) return date;
    return parse_time_of_day(text, now);
}

}  // namespace viz
