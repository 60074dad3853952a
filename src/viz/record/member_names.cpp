// SPDX-License-Identifier: BSL-1.0
#include "record/member_names.hpp"

#include "json/cursor.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

namespace viz {

namespace {

constexpr std::size_t longest_name = 128;
constexpr std::size_t deepest = 4;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);  // distances of a part of `a` to each beginning of `b`
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            std::size_t const replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

void known_names::add(std::string_view name) {
    if (name.size() <= longest_name && !names_.contains(name)) names_.emplace(name);
}

void known_names::add_path(std::string const& prefix, std::string_view key, std::string_view value, std::size_t depth) {
    if (key.size() > longest_name) return;
    std::string const path = prefix + json::unescaped(key);
    add(path);
    if (depth < deepest) add_within(path + '.', value, depth + 1);
}

void known_names::add_within(std::string const& prefix, std::string_view value, std::size_t depth) {
    json::cursor at{value};
    if (value.empty() || at.peek() != '{') return;
    at.members([&](std::string_view key) { add_path(prefix, key, at.value(), depth); });
}

void known_names::add_members(record const& r) {
    for (std::string_view const name : {"start", "end", "data", "logs", "timers", "outcome"}) add(name);
    for (auto const& other : r.others) add_path("", other.name, other.value, 1);
    add_within("data.", r.data, 1);
    add_within("", r.data, 1);
    add_within("outcome.", r.outcome, 1);
}

void known_names::add_timers(record const& r) {
    for (auto const& timer : r.timers) {
        if (json::is_string(timer.name) && timer.name.size() <= longest_name) add(json::unescaped(timer.name));
    }
}

std::optional<std::string> known_names::nearest(std::string_view text) const {
    if (text.size() > longest_name) return std::nullopt;
    auto const far_off = std::max<std::size_t>(2, text.size() / 2) + 1;
    std::tuple<std::size_t, std::size_t, std::string_view> best{far_off, 0, {}};
    for (std::string_view const name : names_) {
        bool const ends_with_it = name.ends_with(text) && name.substr(0, name.size() - text.size()).ends_with('.');
        std::size_t const distance = ends_with_it ? 0 : edit_distance(text, name);
        best = std::min(best, {distance, name.size(), name});
    }
    if (std::get<0>(best) == far_off) return std::nullopt;
    return std::string{std::get<2>(best)};
}

}  // namespace viz
