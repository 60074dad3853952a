// SPDX-License-Identifier: BSL-1.0
#include "text/quantity.hpp"

#include "json/number.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace viz::text {

namespace {

/// Returns from how many seconds a unit is used: less than one of it, since values are rounded up to it; or two of the
/// long ones.
double least_shown(time_unit const& unit) {
    return unit.seconds >= 60 ? unit.seconds * 2 - 0.5 : unit.seconds * (1 - 5e-4);
}

}  // namespace

std::string shown_number(double value) {
    std::string text;
    double const size = std::abs(value);
    constexpr double too_wide = 1e15;
    if (!(size < too_wide)) {  // also for NaN
        json::append_general(text, value);
        return text;
    }
    constexpr int significant = 3;
    constexpr int most_decimals = 9;
    int decimals = value == 0 ? 0 : significant - 1 - static_cast<int>(std::floor(std::log10(size)));
    decimals = std::clamp(decimals, 0, most_decimals);
    double const power = std::pow(10, decimals);
    bool const rounds_up = decimals > 0 && std::round(size * power) >= std::pow(10, significant);
    json::append_fixed(text, value, rounds_up ? decimals - 1 : decimals);
    return text;
}

std::string shown_count(double count) {
    std::string text;
    json::append_fixed(text, count, 0);
    return text;
}

std::string shown_duration(std::chrono::duration<double> time) {
    double const seconds = time.count();
    if (seconds == 0) return "0 s";
    auto const* const fitting = std::find_if(time_units.begin(), std::prev(time_units.end()), [&](auto const& unit) {
        return !(std::abs(seconds) < least_shown(unit));
    });
    return shown_number(seconds / fitting->seconds) + ' ' + std::string{fitting->name};
}

std::string shown_share(double part, double whole) {
    std::string text;
    json::append_fixed(text, whole == 0 ? 0 : part / whole * 100, 1);
    return text + '%';
}

}  // namespace viz::text
