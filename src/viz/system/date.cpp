// SPDX-License-Identifier: BSL-1.0
#include "system/date.hpp"

#include "json/number.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <initializer_list>
#include <string_view>

namespace viz {

namespace {

/// The text after a date: a fraction and a zone.
struct rest_of_time {
    double fraction = 0;
    std::optional<long> offset;  // of the zone, in seconds
};

std::optional<rest_of_time> parse_rest(std::string_view text) {
    rest_of_time rest;
    if (text.starts_with('.')) {
        std::size_t const end = std::min(text.find_first_not_of("0123456789", 1), text.size());
        auto const fraction = json::number_in<double>(text.substr(0, end));
        if (!fraction) return std::nullopt;
        rest.fraction = *fraction;
        text.remove_prefix(end);
    }
    if (text.empty()) return rest;
    std::tm zone{};
    constexpr long farthest = 14L * 3'600;  // the greatest offset of a zone
    std::string const name{text};
    char const* const end = strptime(name.c_str(), "%z", &zone);
    if (end == nullptr || *end != '\0' || std::abs(zone.tm_gmtoff) > farthest) return std::nullopt;
    rest.offset = zone.tm_gmtoff;
    return rest;
}

/// Returns whether the day and the second exist: the functions of the C library would accept the 31st of February as
/// the 3rd of March.
bool is_real(std::tm const& fields) {
    std::chrono::year_month_day const day{std::chrono::year{fields.tm_year + 1900},
                                          std::chrono::month{static_cast<unsigned>(fields.tm_mon) + 1},
                                          std::chrono::day{static_cast<unsigned>(fields.tm_mday)}};
    return day.ok() && fields.tm_sec < 60;
}

std::optional<double> parse_as(char const* format, std::string const& text, std::tm fields) {
    fields.tm_isdst = -1;
    char const* const end = strptime(text.c_str(), format, &fields);
    if (end == nullptr || !is_real(fields)) return std::nullopt;
    auto const rest = parse_rest(end);
    if (!rest) return std::nullopt;
    fields.tm_isdst = -1;
    std::time_t const seconds = rest->offset ? timegm(&fields) - *rest->offset : mktime(&fields);
    return static_cast<double>(seconds) + rest->fraction;
}

/// Returns the time in the first of the formats that a text has. `fields` has what the formats lack.
std::optional<double> parse_as_any(std::initializer_list<char const*> formats, std::string const& text,
                                   std::tm const& fields) {
    for (char const* const format : formats) {
        if (auto const time = parse_as(format, text, fields)) return time;
    }
    return std::nullopt;
}

}  // namespace

std::optional<double> parse_date(std::string const& text) {
    return parse_as_any({"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"},
                        text, {});
}

std::optional<double> parse_time_of_day(std::string const& text, double on_day_of) {
    auto const second = static_cast<std::time_t>(on_day_of);
    std::tm day{};
    localtime_r(&second, &day);
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    return parse_as_any({"%H:%M:%S", "%H:%M"}, text, day);
}

}  // namespace viz
