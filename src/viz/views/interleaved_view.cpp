// SPDX-License-Identifier: BSL-1.0
#include "views/interleaved_view.hpp"

#include "encoding/colours.hpp"
#include "encoding/escapes.hpp"
#include "formats/text.hpp"
#include "json/number.hpp"
#include "record/facts.hpp"
#include "record/level.hpp"
#include "record/time.hpp"
#include "system/time_zone.hpp"
#include "text/header.hpp"
#include "text/quantity.hpp"
#include "views/line_style.hpp"

#include <algorithm>
#include <utility>

namespace viz {

namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

/// Returns the time of an event that is `after` the start, or at the start if `after` is negative.
microseconds moment(microseconds start, nanoseconds after) {
    return start + std::chrono::round<microseconds>(std::max(after, nanoseconds{0}));
}

std::string in_line(std::string_view text) {
    std::string result;
    json::append_visible_in_line(result, text);
    return result;
}

}  // namespace

interleaved_view::interleaved_view(options const& o, terminal t, jq_input& input)
    : options_(o),
      style_(line_style_of(o, t)),
      colours_(text::palette_of(style_.colour)),
      labels_(optional_labeller(o.by, input)) {}

void interleaved_view::show(record const& r, output& out) {
    microseconds const start = json::microseconds_of(r.start);
    write_until(start, out);
    std::size_t const column = free_column();
    std::string const name = in_line(labels_ ? labels_->of(r, out).value_or("") : "");
    std::string const record = "#" + std::to_string(++records_) + (name.empty() ? "" : " " + name);
    tell(start, column, kind::begin, record + " begins (" + text::start_as_written(r.start) + ")");
    if (options_.logs) tell_lines(r, start, column);
    nanoseconds const duration = duration_of(r);
    if (options_.timers) tell_timers(r, start, duration, column);
    nanoseconds latest = duration;
    for (auto const& line : r.lines) latest = std::max(latest, json::nanoseconds_of(line.offset));
    for (auto const& timer : r.timers) latest = std::max(latest, interval_of(timer, duration).end);
    std::string const outcome = in_line(text_of(outcome_of(r)));
    std::string const end =
        record + " ends after " + text::shown_duration(duration) + (outcome.empty() ? "" : ": " + outcome);
    tell(moment(start, latest), column, kind::end,
         text::coloured(end, has_failed(r) ? colours_.failed : std::string_view{}));
}

std::size_t interleaved_view::free_column() {
    if (free_.empty()) {
        runs_.push_back(true);
        return runs_.size() - 1;
    }
    std::size_t const column = free_.extract(free_.begin()).value();
    runs_[column] = true;
    return column;
}

void interleaved_view::leave_column(std::size_t column) {
    runs_[column] = false;
    free_.insert(column);
    for (; !runs_.empty() && !runs_.back(); runs_.pop_back()) free_.erase(runs_.size() - 1);
}

void interleaved_view::tell(microseconds time, std::size_t column, kind what, std::string text) {
    events_.push({time, told_++, column, what, std::move(text)});
}

void interleaved_view::tell_lines(record const& r, microseconds start, std::size_t column) {
    for (auto const& line : r.lines) {
        double const level = level_of(line).value_or(0);
        if (!style_.shows(level)) continue;
        std::string_view const colour = style_.colour ? text::colour_of_level(level) : std::string_view{};
        std::string message;
        text::append_message(message, line);
        tell(moment(start, json::nanoseconds_of(line.offset)), column, kind::line,
             text::coloured("[" + text::shown_level(line.level) + "] " + in_line(message), colour));
    }
}

void interleaved_view::tell_timers(record const& r, microseconds start, nanoseconds duration, std::size_t column) {
    for (auto const& timer : r.timers) {
        auto const ran = interval_of(timer, duration);
        std::string const name = in_line(text_of(timer.name));
        tell(moment(start, ran.start), column, kind::timer, name + " begins");
        tell(moment(start, ran.end), column, kind::timer, name + " ends after " + text::shown_duration(ran.length()));
    }
}

/// Also shows events at that time: a record that ends then makes room for one that begins.
void interleaved_view::write_until(microseconds time, output& out) {
    while (!events_.empty() && events_.top().time <= time) {
        write(events_.top(), out.bytes);
        events_.pop();
    }
}

void interleaved_view::write(event const& e, std::string& out) {
    append_time(e.time, out);
    append_marks(e, out);
    out += ' ' + e.text + '\n';
    if (e.what == kind::end) leave_column(e.column);
}

/// Appends the time of day, after a line with the day if it has changed.
void interleaved_view::append_time(microseconds time, std::string& out) {
    auto const second = std::chrono::floor<std::chrono::seconds>(time);
    auto const local = text::to_local_time(static_cast<std::time_t>(second.count()));
    std::string const date = local ? local->date : "no date";
    std::size_t const space = date.rfind(' ');
    std::string day = date.substr(0, space) + (local ? " " + local->zone : "");
    if (day != day_) out += text::coloured("------ " + day + " ------", colours_.title) + '\n';
    day_ = std::move(day);
    std::string const digits = std::to_string((time - second).count());
    out += date.substr(space + 1) + '.' + std::string(6 - digits.size(), '0') + digits + ' ';
}

void interleaved_view::append_marks(event const& e, std::string& out) const {
    constexpr std::string_view marks = "o*+x";  // by kind
    for (std::size_t i = 0; i < std::min(runs_.size(), most_columns); ++i) {
        out += ' ';
        out += i == e.column ? marks[static_cast<std::size_t>(e.what)] : runs_[i] ? '|' : ' ';
    }
    if (runs_.size() > most_columns) out += e.column >= most_columns ? " \u2026" : " |";
}

bool interleaved_view::finish(output& out) {
    write_until(microseconds::max(), out);
    return false;
}

}  // namespace viz
