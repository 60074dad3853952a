// SPDX-License-Identifier: BSL-1.0
#include "text/header.hpp"

#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/scalar.hpp"
#include "system/time_zone.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace viz::text {

namespace {

/// Returns a start without an exponent: as it is printed, or the shortest decimal text of its double.
std::string decimal_of(std::string_view printed) {
    if (json::parse_plain(printed)) return std::string{printed};
    std::array<char, 352> digits;  // the smallest double has 324 places behind the point
    auto const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), json::to_number(printed), std::chars_format::fixed)
            .ptr;
    return {digits.data(), end};
}

/// Returns the point and what follows it; an empty text if there is none.
std::string_view fraction_of(std::string_view decimal) {
    return decimal.substr(std::min(decimal.find('.'), decimal.size()));
}

}  // namespace

std::string start_as_written(std::string_view start) {
    return json::is_number(start) ? std::string{start} : json::shown_scalar(start);
}

void header::append(std::string& out, std::string_view start) {
    append_shown(out, json::shown_scalar(start), json::to_number(start));
}

void header::append_as_written(std::string& out, std::string_view start) {
    append_shown(out, start_as_written(start), json::to_number(start));
}

void header::append_shown(std::string& out, std::string const& printed, double start) {
    out += "------ ";
    if (now_) {
        append_age(out, start);
    } else {
        append_date(out, decimal_of(printed));
    }
    out += " (" + printed + ") ------";
}

void header::append_date(std::string& out, std::string_view decimal) {
    double const start = json::to_number(decimal);
    // a double of the whole number may be in the next second
    double const floor = start < 0 ? std::floor(start) : json::to_number(decimal.substr(0, decimal.find('.')));
    constexpr double limit = 67'767'976'233'500'000.0;  // the last year of the system's calendar
    auto const second = static_cast<std::time_t>(std::abs(floor) < limit ? floor : limit);
    if (second != second_) {
        auto local = to_local_time(second);
        second_ = second;
        date_ = local ? std::move(local->date) : "no date";
        zone_ = local ? std::move(local->zone) : "";
    }
    out += date_;
    if (start < 0 && floor != start) {
        std::string rest;
        json::append_general(rest, start - floor);  // before 1970, the digits count backwards
        out += fraction_of(decimal_of(rest));
    } else {
        out += fraction_of(decimal);
    }
    out += ' ' + zone_;
}

void header::append_age(std::string& out, double start) const {
    double const elapsed = std::clamp(*now_ - start, -1e15, 1e15);
    auto seconds = static_cast<long long>(elapsed);
    if (seconds < 0) {
        out += std::to_string(-seconds) + " seconds in the future.. clock is wrong?";
        return;
    }
    constexpr std::array<std::pair<long long, char const*>, 4> units{
        {{86'400, " days "}, {3'600, " hours "}, {60, " minutes "}, {1, " seconds "}}};
    bool const none = seconds == 0;
    for (auto const& [unit, name] : units) {
        if (seconds >= unit || (none && unit == 1)) out += std::to_string(seconds / unit) + name;
        seconds %= unit;
    }
    out += "ago";
}

}  // namespace viz::text
