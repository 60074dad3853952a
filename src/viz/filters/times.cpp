// SPDX-License-Identifier: BSL-1.0
#include "filters/times.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace viz {

namespace {

/// A number, and what follows it.
std::optional<double> take_number(std::string_view& text) {
    double number = 0;
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || !std::isfinite(number)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// What a date is followed by: a fraction and a zone.
struct rest_of_time {
    double fraction = 0;
    std::optional<long> offset;  // of the zone, in seconds
};

std::optional<rest_of_time> parse_rest(std::string_view text) {
    rest_of_time rest;
    if (text.starts_with('.')) {
        auto const fraction = take_number(text);
        if (!fraction) return std::nullopt;
        rest.fraction = *fraction;
    }
    if (text.empty()) return rest;
    std::tm zone{};
    std::string const name{text};
    char const* const end = strptime(name.c_str(), "%z", &zone);
    if (end == nullptr || *end != '\0') return std::nullopt;
    rest.offset = zone.tm_gmtoff;
    return rest;
}

std::optional<double> parse_as(char const* format, std::string const& text, std::tm fields) {
    fields.tm_isdst = -1;
    char const* const end = strptime(text.c_str(), format, &fields);
    if (end == nullptr) return std::nullopt;
    auto const rest = parse_rest(end);
    if (!rest) return std::nullopt;
    fields.tm_isdst = -1;
    std::time_t const seconds = rest->offset ? timegm(&fields) - *rest->offset : mktime(&fields);
    return static_cast<double>(seconds) + rest->fraction;
}

}  // namespace

std::optional<double> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, double>, 7> units{
        {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3'600}, {"d", 86'400}}};
    auto const number = take_number(text);
    auto const* const unit = std::ranges::find(units, text, &std::pair<std::string_view, double>::first);
    if (!number || unit == units.end()) return std::nullopt;
    return *number * unit->second;
}

std::optional<double> parse_time(std::string const& text, double now) {
    if (auto const ago = parse_duration(text)) return now - *ago;
    std::string_view digits = text;
    auto const number = take_number(digits);
    if (number && digits.empty()) return number;
    auto const second = static_cast<std::time_t>(now);
    std::tm today{};
    localtime_r(&second, &today);
    today.tm_hour = today.tm_min = today.tm_sec = 0;
    for (char const* format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d",
                               "%H:%M:%S", "%H:%M"}) {
        if (auto const time = parse_as(format, text, today)) return time;
    }
    return std::nullopt;
}

}  // namespace viz
