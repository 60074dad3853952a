// SPDX-License-Identifier: BSL-1.0
#include "record/level.hpp"

#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/scalar.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace viz::text {

namespace {

constexpr std::array<std::pair<double, std::string_view>, 4> levels{
    {{10, "ERROR"}, {20, "WARN"}, {30, "INFO"}, {40, "DEBUG"}}};

}  // namespace

std::optional<double> level_named(std::string_view name) {
    auto const same = [&](std::string_view known) {
        return std::ranges::equal(known, name, [](unsigned char a, unsigned char b) { return a == std::toupper(b); });
    };
    for (auto const& [level, known] : levels) {
        if (same(known)) return level;
    }
    return json::number_in<double>(name);
}

std::vector<std::string> level_names() {
    std::vector<std::string> names;
    for (auto const& [level, known] : levels) {
        std::string& name = names.emplace_back(known);
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
    return names;
}

std::string shown_level(std::string_view level) {
    auto const number = json::number_of(level);
    for (auto const& [known, name] : levels) {
        if (number == known) return std::string{name};
    }
    return json::shown_scalar(level);
}

std::string_view colour_of_level(double level) {
    if (level <= 10) return "\x1b[91m";
    if (level <= 20) return "\x1b[93m";
    if (level <= 30) return "\x1b[32m";
    if (level <= 40) return "\x1b[94m";
    return {};
}

}  // namespace viz::text
