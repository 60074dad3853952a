// SPDX-License-Identifier: BSL-1.0
#include "text/quantity.hpp"

#include "json/number.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace viz::text {

namespace {

struct unit {
    double least;  // the unit is used from this many seconds; less than one unit, since values are rounded up to it
    double seconds;
    char const* name;
};

constexpr std::array<unit, 7> units{{{86'400 * 2 - 0.5, 86'400, " d"},
                                     {3'600 * 2 - 0.5, 3'600, " h"},
                                     {60 * 2 - 0.5, 60, " m"},
                                     {1 - 5e-4, 1, " s"},
                                     {1e-3 - 5e-7, 1e-3, " ms"},
                                     {1e-6 - 5e-10, 1e-6, " us"},
                                     {0, 1e-9, " ns"}}};

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

std::string shown_duration(std::chrono::duration<double> time) {
    double const seconds = time.count();
    if (seconds == 0) return "0 s";
    auto const* const fitting =
        std::ranges::find_if(units, [&](unit const& u) { return !(std::abs(seconds) < u.least); });
    return shown_number(seconds / fitting->seconds) + fitting->name;
}

std::string shown_share(double part, double whole) {
    std::string text;
    json::append_fixed(text, whole == 0 ? 0 : part / whole * 100, 1);
    return text + '%';
}

}  // namespace viz::text
