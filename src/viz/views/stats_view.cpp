// SPDX-License-Identifier: BSL-1.0
#include "views/stats_view.hpp"

#include "encoding/colours.hpp"
#include "encoding/escapes.hpp"
#include "encoding/words.hpp"
#include "formats/text.hpp"
#include "json/number.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/quantity.hpp"
#include "text/table.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <tuple>
#include <utility>

namespace viz {

namespace {

using seconds = std::chrono::duration<double>;

constexpr std::size_t groups_at_a_glance = 20;

/// Numbers that stand for no text: all records or the records themselves, a shared row, and a missing value.
constexpr std::uint32_t whole = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t others = whole - 1;
constexpr std::uint32_t nothing = whole - 2;

constexpr std::size_t most_bytes_of_values = std::size_t{8} << 20U;

std::uint64_t key_of(std::uint32_t group, std::uint32_t timer) { return std::uint64_t{group} << 32U | timer; }

}  // namespace

stats_view::stats_view(options const& o, terminal t, jq_input& input)
    : timers_(o.timers),
      by_(o.by.value_or("")),
      labels_(optional_labeller(o.by, input)),
      folding_(o.fold),
      order_(o.order),
      top_(o.top),
      style_(overview_style_of(o, t)),
      values_(3 * most_bytes_of_values),  // which is never reached: values are evicted at a third, also after a merge
      durations_of_all_(o.by ? distribution::most_bins / 3 : distribution::most_bins) {}

void stats_view::show(record const& r, output& out) {
    if (is_full()) evict();
    auto const duration = duration_of(r);
    bool const failed = has_failed(r);
    double const weight = weights_.add(r);
    if (auto const start = start_of(r)) {
        earliest_ = std::min(earliest_, *start);
        latest_ = std::max(latest_, *start);
    }
    std::array const groups{whole, labels_ ? group_of(labels_->of(r, out)) : whole};
    auto const counted_in = std::span{groups}.first(labels_ ? 2 : 1);
    for (number const group : counted_in) add(group, whole, json::seconds_in(duration), weight, failed);
    if (!timers_) return;
    for (auto const& timer : r.timers) {
        double const seconds = json::seconds_in(interval_of(timer, duration).length());
        number const name = timer_of(timer);
        for (number const group : counted_in) add(group, name, seconds, weight, false);
    }
}

/// A single duration of a row is stored as its maximum and takes no bin: most rows of a member with many values have
/// only one.
void stats_view::add(number group, number timer, double seconds, double weight, bool failed) {
    number const at = row_of(group, timer);
    auto& counted = rows_[at];
    if (counted.durations == 1) durations_of(at).add(at, counted.longest, counted.count);
    if (counted.durations >= 1) durations_of(at).add(at, seconds, weight);
    ++counted.durations;
    counted.count += weight;
    counted.errors += failed ? weight : 0;
    counted.shortest = std::min(counted.shortest, seconds);
    counted.longest = std::max(counted.longest, seconds);
}

distribution& stats_view::durations_of(number at) { return rows_[at].group == whole ? durations_of_all_ : durations_; }

distribution const& stats_view::durations_of(number at) const {
    return rows_[at].group == whole ? durations_of_all_ : durations_;
}

stats_view::number stats_view::row_of(number group, number timer) {
    auto const [known, is_new] = numbers_.try_emplace(key_of(group, timer), static_cast<number>(rows_.size()));
    if (is_new) rows_.push_back({.group = group, .timer = timer});
    return known->second;
}

stats_view::number stats_view::group_of(std::optional<std::string_view> label) {
    if (!label) return nothing;
    return folding_.empty() ? number_of_value(*label) : number_of_value(folding_(*label));
}

stats_view::number stats_view::number_of_value(std::string_view text) {
    if (text.size() > longest_value) return others;
    auto const value = values_.number_of(text).value_or(others);
    if (value == missed_.size()) missed_.push_back(missed_by_new_);
    return value;
}

stats_view::number stats_view::timer_of(record::timer const& timer) {
    std::string buffer;
    return number_of_timer(text_of(timer.name, buffer));
}

stats_view::number stats_view::number_of_timer(std::string_view text) {
    bool const has_room = timer_names_.size() < most_timers;
    return (has_room ? timer_names_.number_of(text) : timer_names_.find(text)).value_or(others);
}

/// Adds the counts of another row. Its bins are added separately: a row with a single duration has none.
void stats_view::merge(row const& from, number at) {
    auto& here = rows_[at];
    if (here.durations == 1) durations_of(at).add(at, here.longest, here.count);
    if (from.durations == 1 && here.durations >= 1) durations_of(at).add(at, from.longest, from.count);
    here.durations += from.durations;
    here.count += from.count;
    here.errors += from.errors;
    here.shortest = std::min(here.shortest, from.shortest);
    here.longest = std::max(here.longest, from.longest);
}

bool stats_view::is_full() const noexcept {
    return labels_ && (rows_.size() >= most_rows || values_.bytes() >= most_bytes_of_values);
}

/// Returns the values to keep, and raises what new values may miss: at most half of the values, rows and bytes remain,
/// so that evictions are rare. Values that are equally frequent are in the order of their hashes, since the order in
/// which they came may depend on threads; texts are only compared if these are equal.
std::vector<stats_view::number> stats_view::groups_to_keep() {
    struct candidate {
        double most;  // records of the value
        std::size_t hash;
        number group;
    };
    std::vector<candidate> candidates;
    std::vector<std::size_t> sizes(missed_.size());
    for (auto const& r : rows_) {
        if (r.group >= nothing) continue;
        ++sizes[r.group];
        if (r.timer == whole) candidates.push_back({r.count + missed_[r.group], values_.hash(r.group), r.group});
    }
    std::ranges::sort(candidates, [&](candidate const& a, candidate const& b) {
        if (a.most != b.most) return a.most > b.most;
        return a.hash != b.hash ? a.hash < b.hash : values_.text(a.group) < values_.text(b.group);
    });
    std::vector<number> kept;
    std::size_t rows = 0;
    std::size_t bytes = 0;
    for (auto const& c : candidates) {
        rows += sizes[c.group];
        bytes += names::bytes_for(values_.text(c.group));
        if (kept.size() >= candidates.size() / 2 || rows > most_rows / 2 || bytes > most_bytes_of_values / 2) {
            missed_by_new_ = std::max(missed_by_new_, c.most);
            break;
        }
        kept.push_back(c.group);
    }
    return kept;
}

/// Moves the rows of rare values into those of the values that have none.
void stats_view::evict() {
    auto const kept = groups_to_keep();
    auto const old_missed = std::exchange(missed_, {});
    auto const old_rows = std::exchange(rows_, {});
    numbers_.clear();
    std::vector<number> groups(old_missed.size(), others);
    for (number const group : kept) {
        groups[group] = static_cast<number>(missed_.size());
        missed_.push_back(old_missed[group]);
    }
    values_.keep_only(kept);
    std::vector<number> at;
    at.reserve(old_rows.size());
    for (auto const& r : old_rows) at.push_back(row_of(r.group < nothing ? groups[r.group] : r.group, r.timer));
    durations_.renumber(at);
    durations_of_all_.renumber(at);
    for (std::size_t i = 0; i < old_rows.size(); ++i) merge(old_rows[i], at[i]);
}

/// Returns the numbers here of the values of another view. A value that only one of them has may have been evicted by
/// the other.
std::vector<stats_view::number> stats_view::take_values(stats_view const& other) {
    std::vector<bool> common(missed_.size());
    std::vector<number> here;
    for (number i = 0; i < other.missed_.size(); ++i) {
        here.push_back(number_of_value(other.values_.text(i)));
        missed_[here.back()] += other.missed_[i];
        if (here.back() < common.size()) common[here.back()] = true;
    }
    for (std::size_t i = 0; i < common.size(); ++i) {
        if (!common[i]) missed_[i] += other.missed_by_new_;
    }
    missed_by_new_ += other.missed_by_new_;
    return here;
}

void stats_view::absorb(view& other) {
    auto const& o = static_cast<stats_view&>(other);
    weights_.absorb(o.weights_);
    auto const values = take_values(o);
    std::vector<number> at;
    for (auto const& r : o.rows_) {
        at.push_back(row_of(r.group < nothing ? values[r.group] : r.group,
                            r.timer < nothing ? number_of_timer(o.timer_names_.text(r.timer)) : r.timer));
        merge(r, at.back());
    }
    durations_.absorb(o.durations_, at);
    durations_of_all_.absorb(o.durations_of_all_, at);
    earliest_ = std::min(earliest_, o.earliest_);
    latest_ = std::max(latest_, o.latest_);
    if (is_full()) evict();
}

/// Returns what the rows are sorted by.
std::vector<double> stats_view::keys() const {
    std::vector<double> result;
    for (number i = 0; i < rows_.size(); ++i) {
        switch (order_) {
            case row_order::count: result.push_back(rows_[i].count); break;
            case row_order::errors: result.push_back(rows_[i].errors); break;
            case row_order::p50: result.push_back(percentile(i, 0.5)); break;
            case row_order::p90: result.push_back(percentile(i, 0.9)); break;
            case row_order::p99: result.push_back(percentile(i, 0.99)); break;
            case row_order::max: result.push_back(rows_[i].longest); break;
        }
    }
    return result;
}

/// Returns the text of a group or a timer; empty if it stands for no text.
std::string const& stats_view::shown_text(number row::* shown, row const& r) const {
    static std::string const none;
    if (r.*shown >= nothing) return none;
    return shown == &row::group ? values_.text(r.group) : timer_names_.text(r.timer);
}

/// Sorts by key and then by count, but all records come before the groups, and shared rows last.
void stats_view::put_in_order(std::vector<number>& rows, number row::* shown, std::vector<double> const& keys) const {
    std::ranges::sort(rows, {}, [&](number i) {
        number const what = rows_[i].*shown;
        return std::tuple{what != whole, what == others, -keys[i], -rows_[i].count,
                          std::string_view{shown_text(shown, rows_[i])}};
    });
}

/// Returns the rows to show: for each group the records, then the timers. The row of all other values is always shown.
std::vector<std::vector<stats_view::number>> stats_view::shown_groups(std::size_t& left_out) const {
    auto const sort_keys = keys();
    std::vector<number> groups;
    for (number i = 0; i < rows_.size(); ++i) {
        if (rows_[i].timer == whole) groups.push_back(i);
    }
    put_in_order(groups, &row::group, sort_keys);
    auto const first = groups.begin() + 1;  // after all records
    auto const last = groups.end() - (rows_[groups.back()].group == others ? 1 : 0);
    auto const values = static_cast<std::size_t>(last - first);
    left_out = values - std::min(values, top_.value_or(groups_at_a_glance));
    groups.erase(last - static_cast<std::ptrdiff_t>(left_out), last);
    std::unordered_map<number, std::vector<number>> timers;
    for (number const i : groups) timers.try_emplace(rows_[i].group);
    for (number i = 0; i < rows_.size(); ++i) {
        auto const of_group = timers.find(rows_[i].group);
        if (of_group != timers.end()) of_group->second.push_back(i);
    }
    std::vector<std::vector<number>> result;
    for (number const i : groups) {
        result.push_back(std::move(timers.at(rows_[i].group)));
        put_in_order(result.back(), &row::timer, sort_keys);
    }
    if (!top_) left_out += leave_out_for_screen(result);
    return result;
}

/// Removes the last values whose rows do not fit the screen, but not the first one, and returns how many.
std::size_t stats_view::leave_out_for_screen(std::vector<std::vector<number>>& groups) const {
    constexpr std::size_t always = 2;                        // all records and the first value
    std::size_t const others_rows = weights_.any() ? 3 : 2;  // the heading, what is left out, and what is counted
    bool const has_others = rows_[groups.back().front()].group == others;
    std::size_t size = others_rows;
    for (auto const& rows : groups) size += rows.size();
    std::size_t count = 0;
    while (size > style_.rows && groups.size() > always + (has_others ? 1 : 0)) {
        auto const last = groups.end() - (has_others ? 2 : 1);
        size -= last->size();
        groups.erase(last);
        ++count;
    }
    return count;
}

/// Returns whether records that belong to the row may be in another one, or the reverse.
bool stats_view::is_approximate(row const& r) const {
    if (r.group == others) return missed_by_new_ > 0;
    return r.group < nothing && missed_[r.group] > 0;
}

std::string stats_view::name_of(row const& r) const {
    if (r.timer == others) return "  (other timers)";
    if (r.timer == whole && r.group == whole) return "all records";
    if (r.timer == whole && r.group == others) return "(other values)";
    if (r.timer == whole && r.group == nothing) return "(no value)";
    std::string text;
    json::append_visible_in_line(text, shown_text(r.timer == whole ? &row::group : &row::timer, r));
    return (r.timer == whole ? "" : "  ") + text;
}

double stats_view::percentile(number i, double part) const {
    auto const& r = rows_[i];
    return r.durations == 1 ? r.longest : std::clamp(durations_of(i).percentile(i, part), r.shortest, r.longest);
}

std::vector<std::string> stats_view::cells_of(number i) const {
    auto const& r = rows_[i];
    double const span = latest_ - earliest_;
    bool const is_timer = r.timer != whole;
    std::string_view const colour = r.errors > 0 ? style_.colours.failed : std::string_view{};
    std::string const share = text::shown_share(r.errors, r.count);
    std::vector<std::string> cells{name_of(r), (is_approximate(r) ? "~" : "") + text::shown_count(r.count),
                                   span > 0 ? text::shown_number(r.count / span) : "-",
                                   is_timer ? "" : text::coloured(text::shown_count(r.errors), colour),
                                   is_timer ? "" : text::coloured(share, colour)};
    for (double const part : {0.5, 0.9, 0.99}) {
        cells.push_back(text::shown_duration(seconds{percentile(i, part)}));
    }
    cells.push_back(text::shown_duration(seconds{r.longest}));
    return cells;
}

/// Says what `~` means, also to a reader of only standard error.
void stats_view::report_missed(output& out) const {
    if (missed_by_new_ == 0) return;
    std::string const most = text::shown_count(missed_by_new_);
    out.bytes += "~ marks values of which up to " + most + " records are counted in (other values)\n";
    out.complain("--by " + by_ + " has too many values to count all of them: up to " + most
                 + " records of a value marked with ~, or of one that has no row, are counted in (other values)");
}

bool stats_view::finish(output& out) {
    durations_.seal();
    durations_of_all_.seal();
    text::table table{"frrrrrrrr", style_.columns, style_.colours.heading};
    std::string heading;
    json::append_visible_in_line(heading, by_);
    table.add({heading, "count", "per s", "errors", "", "p50", "p90", "p99", "max"});
    std::size_t left_out = 0;
    if (!rows_.empty()) {
        for (auto const& group : shown_groups(left_out)) {
            for (number const i : group) table.add(cells_of(i));
        }
    }
    if (weights_.any()) out.bytes += weights_.summary() + '\n';
    weights_.report(out);
    table.print(out.bytes);
    if (rows_.empty()) out.bytes += no_records;
    if (left_out > 0) out.bytes += "and " + counted(left_out, "more value") + ", which --top N shows\n";
    constexpr double not_seen = 0.001;
    for (auto const& [of_which, of] :
         {std::pair{"all records", &durations_of_all_}, std::pair{"values", &durations_}}) {
        if (of->error() <= not_seen) continue;
        out.bytes += std::string{"the error of percentiles of "} + of_which + " is up to "
                     + text::shown_share(of->error(), 1) + '\n';
    }
    report_missed(out);
    return false;
}

}  // namespace viz
