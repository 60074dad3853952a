// SPDX-License-Identifier: BSL-1.0
#include "views/lanes_view.hpp"

#include "encoding/colours.hpp"
#include "encoding/display_width.hpp"
#include "encoding/escapes.hpp"
#include "encoding/words.hpp"
#include "formats/text.hpp"
#include "json/number.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/header.hpp"
#include "text/quantity.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace viz {

namespace {

constexpr std::uint32_t no_name = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t narrowest = 20;
constexpr std::size_t number_columns = 5;  // the columns before the bars

std::string numbered(std::string const& text) { return text::filling(text, number_columns - 1) + text + ' '; }

std::string without_trailing_spaces(std::string const& line) { return line.substr(0, line.find_last_not_of(' ') + 1); }

/// Returns the index of the last of the values that are not among the one in a hundred that are greatest.
std::size_t last_of_most(std::size_t count) { return count - 1 - count / 100; }

}  // namespace

lanes_view::lanes_view(options const& o, terminal t, jq_input& input)
    : style_(overview_style_of(o, t)),
      date_(o.date),
      now_(o.since_now ? std::optional{o.now} : std::nullopt),
      columns_(std::max(style_.columns, narrowest) - number_columns),
      labels_(optional_labeller(o.by, input)) {}

void lanes_view::show(record const& r, output& out) {
    constexpr double limit = 1e300;  // keeps sums and differences finite
    double const start = std::clamp(json::to_number(r.start), -limit, limit);
    if (bars_.empty() || start < origin_) {
        origin_ = start;
        first_start_ = r.start.empty() ? "0" : r.start;
    }
    std::string_view const name = labels_ ? labels_->of(r, out).value_or("") : "";
    auto const number = name.empty() ? std::nullopt : names_.number_of(name);
    bars_.push_back({start, start + json::seconds_in(duration_of(r)), 0, number.value_or(no_name), has_failed(r)});
}

/// Sets the axis, and leaves out records that began so far from nearly all others that those would share a column. If
/// few end that late, the axis ends before.
void lanes_view::set_axis(output& out) {
    std::ranges::sort(bars_, {}, &bar::start);
    std::vector<double> ends;
    ends.reserve(bars_.size());
    for (auto const& b : bars_) ends.push_back(b.end);
    std::ranges::sort(ends);
    double const first = bars_[bars_.size() - 1 - last_of_most(bars_.size())].start;
    double const last = std::max(ends[last_of_most(ends.size())], bars_[last_of_most(bars_.size())].start);
    double const room = (last - first) * static_cast<double>(columns_);
    auto const is_far = [&](double time) { return room > 0 && (time < first - room || time > last + room); };
    auto const far = std::ranges::find_if(bars_, is_far, &bar::start);
    double const example = far == bars_.end() ? 0 : far->start;
    auto const left_out = std::erase_if(bars_, [&](bar const& b) { return is_far(b.start); });
    if (bars_.front().start != origin_) {
        origin_ = bars_.front().start;
        first_start_.clear();
        json::append_general(first_start_, origin_);
    }
    latest_ = origin_;
    for (auto const& b : bars_) latest_ = std::max(latest_, is_far(b.end) ? last : b.end);
    if (left_out > 0) {
        std::string first_of_them;
        json::append_general(first_of_them, example);
        out.complain("--lanes leaves out " + counted(left_out, "record") + " far from all others; the first start is "
                     + first_of_them);
    }
    auto const cut = static_cast<std::size_t>(std::ranges::count_if(bars_, is_far, &bar::end));
    if (cut > 0)
        out.complain("--lanes cuts the bars of " + counted(cut, "record") + " that ended far after all others");
}

/// Returns the number of lanes.
std::size_t lanes_view::assign_lanes() {
    using busy_lane = std::pair<double, std::size_t>;  // when it becomes free, and its number
    std::priority_queue<busy_lane, std::vector<busy_lane>, std::greater<>> busy;
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> free;
    std::size_t lanes = 0;
    for (auto& b : bars_) {
        for (; !busy.empty() && busy.top().first <= b.start; busy.pop()) free.push(busy.top().second);
        if (free.empty()) free.push(lanes++);
        b.lane = free.top();
        free.pop();
        busy.emplace(b.end, b.lane);
    }
    return lanes;
}

std::size_t lanes_view::column_of(double time) const {
    double const part = latest_ > origin_ ? (time - origin_) / (latest_ - origin_) : 0;
    return static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * static_cast<double>(columns_ - 1));
}

/// Returns the bars of a lane, with those joined that would be within a column of another one.
std::vector<lanes_view::drawn_bar> lanes_view::drawn(std::vector<bar const*> const& bars) const {
    std::vector<drawn_bar> result;
    for (auto const* b : bars) {
        std::size_t const free = result.empty() ? 0 : result.back().end;
        std::size_t const end = column_of(b->end) + 1;
        if (end > free) {
            result.push_back({b, std::max(column_of(b->start), free), end, b->failed, false});
        } else {
            result.back().several = true;
            result.back().failed = result.back().failed || b->failed;
        }
    }
    return result;
}

std::string lanes_view::line_of(std::vector<bar const*> const& bars) const {
    std::string line;
    std::size_t at = 0;
    for (auto const& d : drawn(bars)) {
        line.append(d.begin - at, ' ');
        line += text::coloured(shown_bar(d), d.failed ? style_.colours.failed : style_.colours.ordinary);
        at = d.end;
    }
    return line;
}

std::string lanes_view::shown_bar(drawn_bar const& d) const {
    std::size_t const length = d.end - d.begin;
    if (length == 1) return d.several ? "#" : d.failed ? "!" : "X";
    std::string text = "|";
    append_name(text, d, length - 2);
    text += d.several ? '#' : '|';
    return text;
}

/// Appends the inside of a bar. Some characters of a name take two columns.
void lanes_view::append_name(std::string& out, drawn_bar const& d, std::size_t room) const {
    constexpr std::size_t least = 3;
    std::string name;
    if (d.first->name != no_name && room >= least) {
        json::append_visible_in_line(name, names_.text(d.first->name));
        name = text::fitted(name, room);
    }
    out += name + text::filling(name, room, d.first->failed ? '!' : '=');
}

/// Returns the greatest number of records of these lanes that ran at the same time, for each column.
std::string lanes_view::running(std::size_t first_lane) const {
    std::vector<std::pair<double, int>> changes;
    changes.reserve(2 * bars_.size());
    for (auto const& b : bars_) {
        if (b.lane < first_lane) continue;
        changes.emplace_back(b.start, 1);
        changes.emplace_back(b.end, -1);
    }
    std::ranges::sort(changes);  // at equal times, ends first
    std::vector<int> most(columns_);
    int now = 0;
    std::size_t column = 0;
    for (auto const& [time, change] : changes) {
        for (std::size_t const to = column_of(time); column < to;) most[++column] = now;
        now += change;
        most[column] = std::max(most[column], now);
    }
    std::string line;
    for (int const n : most) line += n == 0 ? ' ' : n > 9 ? '+' : static_cast<char>('0' + n);
    return without_trailing_spaces(line);
}

/// Returns what the marks mean, in rows that fit the screen.
std::string lanes_view::legend(std::size_t folded) const {
    std::vector<std::string> entries{"|==| a record", "|!!| one that failed", "X, ! too short for a bar",
                                     "# several in a column", "runs: how many at once, + above 9"};
    if (folded > 0) entries.push_back("more: as runs, for " + std::to_string(folded) + " more lanes");
    std::string text;
    std::string line;
    auto const end_line = [&] {
        if (!line.empty())
            text += std::string(number_columns, ' ') + text::coloured(line, style_.colours.heading) + '\n';
        line.clear();
    };
    constexpr std::string_view gap = "   ";
    for (auto const& entry : entries) {
        if (line.size() + gap.size() + entry.size() > columns_) end_line();
        line += (line.empty() ? "" : std::string{gap}) + entry;
    }
    end_line();
    return text;
}

/// Appends the time of the first column, if it is to be shown, and how much later some other columns are.
void lanes_view::append_axis(std::string& out) const {
    if (date_) {
        std::string title;
        text::header{now_}.append_as_written(title, first_start_);
        out += text::coloured(title, style_.colours.title) + '\n';
    }
    constexpr std::size_t step = 15;
    std::string line(number_columns, ' ');
    for (std::size_t column = 0; column + step <= columns_; column += step) {
        std::string const mark =
            "'"
            + text::shown_duration(std::chrono::duration<double>{(latest_ - origin_) * static_cast<double>(column)
                                                                 / static_cast<double>(columns_ - 1)});
        line += mark + text::filling(mark, step);
    }
    out += text::coloured(without_trailing_spaces(line), style_.colours.heading) + '\n';
}

bool lanes_view::finish(output& out) {
    if (bars_.empty()) {
        out.bytes += no_records;
        return false;
    }
    set_axis(out);
    std::size_t const lanes = assign_lanes();
    std::string const marks = legend(0);
    std::size_t const other_rows = 3 + static_cast<std::size_t>(std::ranges::count(marks, '\n'));
    bool const all_fit = lanes <= most_lanes && lanes + other_rows <= style_.rows;
    constexpr std::size_t for_folded = 2;  // their numbers, and one more of the legend
    std::size_t const room = std::max(style_.rows, other_rows + for_folded + 1) - other_rows - for_folded;
    std::vector<std::vector<bar const*>> shown(all_fit ? lanes : std::min({lanes, most_lanes, room}));
    for (auto const& b : bars_) {
        if (b.lane < shown.size()) shown[b.lane].push_back(&b);
    }
    append_axis(out.bytes);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        out.bytes += numbered(std::to_string(i + 1)) + line_of(shown[i]) + '\n';
    }
    std::size_t const folded = lanes - shown.size();
    if (folded > 0) out.bytes += numbered("more") + running(shown.size()) + '\n';
    out.bytes += numbered("runs") + running(0) + '\n';
    out.bytes += legend(folded);
    return false;
}

}  // namespace viz
