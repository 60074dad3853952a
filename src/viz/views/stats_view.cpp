// SPDX-License-Identifier: BSL-1.0
#include "views/stats_view.hpp"

#include "encoding/display_width.hpp"
#include "encoding/escapes.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/path.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/quantity.hpp"
#include "text/table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <tuple>

namespace viz {

namespace {

using seconds = std::chrono::duration<double>;

constexpr std::size_t groups_at_a_glance = 20;

/// Numbers that stand for no text: all records or the records themselves, a shared row, and a missing value.
constexpr std::uint32_t whole = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t others = whole - 1;
constexpr std::uint32_t nothing = whole - 2;

std::uint64_t key_of(std::uint32_t group, std::uint32_t timer) { return std::uint64_t{group} << 32U | timer; }

}  // namespace

stats_view::stats_view(options const& o)
    : timers_(o.timers),
      by_(o.by.value_or("")),
      path_(o.by ? json::parse_path(*o.by) : std::vector<std::string>{}),
      top_(o.top ? static_cast<std::size_t>(*o.top) : groups_at_a_glance) {}

void stats_view::show(record const& r, output&) {
    auto const duration = duration_of(r);
    bool const failed = has_failed(r);
    if (!r.start.empty()) {
        double const start = json::to_number(r.start);
        earliest_ = std::min(earliest_, start);
        latest_ = std::max(latest_, start);
    }
    std::array const groups{whole, path_.empty() ? whole : group_of(r)};
    auto const counted_in = std::span{groups}.first(path_.empty() ? 1 : 2);
    for (number const group : counted_in) add(group, whole, json::seconds_in(duration), failed);
    if (!timers_) return;
    for (auto const& timer : r.timers) {
        double const seconds = json::seconds_in(interval_of(timer, duration).length());
        number const name = timer_of(timer);
        for (number const group : counted_in) add(group, name, seconds, false);
    }
}

/// A single duration of a row is stored as its maximum and takes no bin: most rows of a member with many values have
/// only one.
void stats_view::add(number group, number timer, double seconds, bool failed) {
    number const at = row_of(group, timer);
    auto& counted = rows_[at];
    if (counted.count == 1) durations_.add(at, counted.longest);
    if (counted.count >= 1) durations_.add(at, seconds);
    ++counted.count;
    counted.errors += failed ? 1 : 0;
    counted.longest = std::max(counted.longest, seconds);
}

/// Returns the row of a group and a timer. If there is no room for it, the timers of a group share a row; only such
/// rows exceed the limit.
stats_view::number stats_view::row_of(number group, number timer) {
    std::uint64_t const key = key_of(group, timer);
    auto const known = numbers_.find(key);
    if (known != numbers_.end()) return known->second;
    if (rows_.size() >= most_rows && timer < others) return row_of(group, others);
    rows_.push_back({.group = group, .timer = timer});
    return numbers_.emplace(key, static_cast<number>(rows_.size() - 1)).first->second;
}

/// If there is no room for further rows, new names are not stored.
std::optional<stats_view::number> stats_view::number_of(std::string_view value) {
    bool const plain = json::is_string(value) && value.find('\\') == std::string_view::npos;
    std::string escaped;
    if (!plain) escaped = text_of(value);
    std::string_view const text = plain ? value.substr(1, value.size() - 2) : escaped;
    return rows_.size() < most_rows ? names_.number_of(text) : names_.find(text);
}

stats_view::number stats_view::group_of(record const& r) {
    std::string_view const value = member_of(r, path_);
    if (!json::is_there(value)) return nothing;
    auto const name = number_of(value);
    return name ? group_with_room(*name) : others;
}

/// Returns a group, or the group for values for which there is no room.
stats_view::number stats_view::group_with_room(number group) const {
    bool const has_room = rows_.size() < most_rows || numbers_.contains(key_of(group, whole));
    return has_room ? group : others;
}

stats_view::number stats_view::timer_of(record::timer const& timer) { return number_of(timer.name).value_or(others); }

/// Returns the number here of a name of another view.
stats_view::number stats_view::number_here(stats_view const& other, number there) {
    return there >= nothing ? there : names_.number_of(other.names_.text(there)).value_or(others);
}

void stats_view::absorb(view& other) {
    auto const& o = static_cast<stats_view&>(other);
    std::vector<number> numbers;
    for (auto const& r : o.rows_) {
        number const group = number_here(o, r.group);
        number const at = row_of(group < nothing ? group_with_room(group) : group, number_here(o, r.timer));
        auto& here = rows_[at];
        if (here.count == 1) durations_.add(at, here.longest);
        if (r.count == 1 && here.count >= 1) durations_.add(at, r.longest);
        here.count += r.count;
        here.errors += r.errors;
        here.longest = std::max(here.longest, r.longest);
        numbers.push_back(at);
    }
    durations_.absorb(o.durations_, numbers);
    earliest_ = std::min(earliest_, o.earliest_);
    latest_ = std::max(latest_, o.latest_);
}

/// Sorts by count, but all records come before the groups, and shared rows last.
void stats_view::put_in_order(std::vector<number>& rows, number row::* shown) const {
    std::ranges::sort(rows, {}, [&](number i) {
        number const what = rows_[i].*shown;
        bool const is_text = what < nothing;
        return std::tuple{what != whole, what == others, std::numeric_limits<std::size_t>::max() - rows_[i].count,
                          is_text ? std::string_view{names_.text(what)} : std::string_view{}};
    });
}

/// Returns the rows to show: for each group the records, then the timers.
std::vector<std::vector<stats_view::number>> stats_view::shown_groups(std::size_t& left_out) const {
    std::vector<number> groups;
    for (number i = 0; i < rows_.size(); ++i) {
        if (rows_[i].timer == whole) groups.push_back(i);
    }
    put_in_order(groups, &row::group);
    left_out = groups.size() - std::min(groups.size() - 1, top_) - 1;
    groups.resize(groups.size() - left_out);
    std::unordered_map<number, std::vector<number>> timers;
    for (number const i : groups) timers.try_emplace(rows_[i].group);
    for (number i = 0; i < rows_.size(); ++i) {
        auto const of_group = timers.find(rows_[i].group);
        if (of_group != timers.end()) of_group->second.push_back(i);
    }
    std::vector<std::vector<number>> result;
    for (number const i : groups) {
        result.push_back(std::move(timers.at(rows_[i].group)));
        put_in_order(result.back(), &row::timer);
    }
    return result;
}

std::string stats_view::name_of(row const& r) const {
    constexpr std::size_t widest = 44;
    if (r.timer == others) return "  (other timers)";
    if (r.timer == whole && r.group == whole) return "all records";
    if (r.timer == whole && r.group == others) return "(other values)";
    if (r.timer == whole && r.group == nothing) return "(no value)";
    std::string text;
    json::append_visible_in_line(text, names_.text(r.timer == whole ? r.group : r.timer));
    return (r.timer == whole ? "" : "  ") + text::fitted(text, widest);
}

double stats_view::percentile(number i, double part) const {
    return rows_[i].count == 1 ? rows_[i].longest : std::min(durations_.percentile(i, part), rows_[i].longest);
}

std::vector<std::string> stats_view::cells_of(number i) const {
    auto const& r = rows_[i];
    double const span = latest_ - earliest_;
    bool const is_timer = r.timer != whole;
    std::vector<std::string> cells{
        name_of(r), std::to_string(r.count), span > 0 ? text::shown_number(static_cast<double>(r.count) / span) : "-",
        is_timer ? "" : std::to_string(r.errors),
        is_timer ? "" : text::shown_share(static_cast<double>(r.errors), static_cast<double>(r.count))};
    for (double const part : {0.5, 0.9, 0.99}) {
        cells.push_back(text::shown_duration(seconds{percentile(i, part)}));
    }
    cells.push_back(text::shown_duration(seconds{r.longest}));
    return cells;
}

bool stats_view::finish(output& out) {
    durations_.seal();
    text::table table{"lrrrrrrrr"};
    std::string heading;
    json::append_visible_in_line(heading, by_);
    table.add({heading, "count", "per s", "errors", "", "p50", "p90", "p99", "max"});
    std::size_t left_out = 0;
    if (!rows_.empty()) {
        for (auto const& group : shown_groups(left_out)) {
            for (number const i : group) table.add(cells_of(i));
        }
    }
    table.print(out.bytes);
    if (left_out > 0) out.bytes += "and " + std::to_string(left_out) + " more values, which --top N shows\n";
    constexpr double not_seen = 0.001;
    if (durations_.error() > not_seen) {
        out.bytes += "the error of percentiles is up to " + text::shown_share(durations_.error(), 1) + '\n';
    }
    return false;
}

}  // namespace viz
