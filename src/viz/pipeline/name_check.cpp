// SPDX-License-Identifier: BSL-1.0
#include "pipeline/name_check.hpp"

#include "encoding/utf8.hpp"
#include "encoding/words.hpp"
#include "filters/where.hpp"
#include "json/number.hpp"
#include "json/path.hpp"
#include "record/facts.hpp"
#include "record/member_path.hpp"
#include "views/labeller.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace viz {

namespace {

/// Names are collected from this many bytes of the input.
constexpr std::uint64_t sample = std::uint64_t{1} << 20;

/// The members of the format itself, and the counts in `dropped`, are never mistyped if they are missing.
bool is_of_format(std::vector<std::string> const& path) {
    constexpr std::array<std::string_view, 11> members{"start",   "end", "data", "logs",        "timers", "outcome",
                                                       "dropped", "id",  "part", "sample_rate", "v"};
    constexpr std::array<std::string_view, 7> counts{"data", "logs", "timers", "extras", "records", "probes", "levels"};
    auto const is_one_of = [](auto const& names, std::string const& name) {
        return std::ranges::find(names, name) != names.end();
    };
    if (path.size() == 1) return is_one_of(members, path[0]);
    if (path.empty() || path[0] != "dropped" || !is_one_of(counts, path[1])) return false;
    return path.size() == 2 || (path.size() == 3 && path[1] == "levels");
}

/// Returns what to search for in the bytes of a line without escapes; nothing if the bytes may differ from the name.
json::needle needle_of(std::string const& name) {
    bool const varies = json::may_be_repaired(name) || json::number_in<std::size_t>(name).has_value()
                        || std::ranges::any_of(name, [](char c) { return c == '"' || c == '\\' || c == '/'; });
    return varies ? json::needle{} : json::needle{'"' + name + '"'};
}

}  // namespace

bool name_check::wanted::may_be_in(std::string_view line) const {
    return key.empty() || key.find_in(line) != std::string_view::npos || line.find('\\') != std::string_view::npos;
}

bool name_check::wanted::is_in(record const& r) const {
    if (!path.empty()) return !member_path{path}.of(r).empty();
    return std::ranges::any_of(r.timers, [&](auto const& timer) { return is_named(timer, name); });
}

name_check::name_check(options const& o) {
    std::vector<std::string> const none;
    if (o.where) {
        for (auto& test : parse_tests(*o.where)) add_member("--where", std::move(test.path));
    }
    if (o.has_timer) add_timer("--has-timer", *o.has_timer);
    for (auto const& path : o.by ? members_in(*o.by).value_or(none) : none) add_member("--by", json::parse_path(path));
    for (auto const& column : o.columns ? split(*o.columns, ',') : none) {
        // of NAME=PATH the path; npos + 1 is 0
        std::size_t const path = o.what == purpose::clickhouse ? column.find('=') + 1 : 0;
        add_member("--columns", json::parse_path(column.substr(path)));
    }
}

void name_check::add_member(std::string option, std::vector<std::string> path) {
    if (is_of_format(path)) return;
    auto const timer = timer_in(path);
    bool const may_be_longer = timer && path.size() > 2;  // such as the first time of a timer in an object
    auto key = may_be_longer ? json::needle{} : needle_of(path.back());
    std::string name = timer.value_or(joined(path, "."));
    missing_.push_back({.option = std::move(option),
                        .name = std::move(name),
                        .path = std::move(path),
                        .is_timer = timer.has_value(),
                        .key = std::move(key)});
}

void name_check::add_timer(std::string option, std::string name) {
    auto key = needle_of(name);
    missing_.push_back(
        {.option = std::move(option), .name = std::move(name), .path = {}, .is_timer = true, .key = std::move(key)});
}

void name_check::search(std::string_view line, std::uint64_t position) {
    bool const in_sample = position < sample;
    if (!in_sample && std::ranges::none_of(missing_, [&](auto const& w) { return w.may_be_in(line); })) return;
    auto const* const r = reader_.read(line, position);
    if (r == nullptr) return;
    has_records_ = true;
    std::erase_if(missing_, [&](auto const& w) { return w.is_in(*r); });
    if (!in_sample || missing_.empty()) return;
    members_.add_members(*r);
    timers_.add_timers(*r);
}

void name_check::absorb(name_check& other) {
    std::erase_if(missing_,
                  [&](auto const& w) { return std::ranges::find(other.missing_, w) == other.missing_.end(); });
    has_records_ = has_records_ || other.has_records_;
    members_.absorb(other.members_);
    timers_.absorb(other.timers_);
}

std::vector<std::string> name_check::messages() const {
    std::vector<std::string> result;
    if (!has_records_) return result;
    for (auto const& w : missing_) {
        std::string& message = result.emplace_back(w.option + ' ' + w.name + ": no record has this ");
        message += w.is_timer ? "timer" : "member";
        if (auto const near = (w.is_timer ? timers_ : members_).nearest(w.name))
            message += "; did you mean " + *near + '?';
    }
    return result;
}

}  // namespace viz
