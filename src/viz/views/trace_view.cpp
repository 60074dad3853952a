// SPDX-License-Identifier: BSL-1.0
#include "views/trace_view.hpp"

#include "formats/chrome_trace.hpp"
#include "formats/json.hpp"
#include "json/cursor.hpp"
#include "json/strings.hpp"
#include "record/facts.hpp"
#include "record/level.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace viz {

namespace {

using std::chrono::nanoseconds;

struct numbered_interval : interval {
    std::size_t number;  // the index of the timer in the record
};

/// Sorts intervals by start and, if they start together, by end in descending order, so that each comes before the
/// intervals within it.
std::vector<numbered_interval> intervals_of(record const& r, nanoseconds duration) {
    std::vector<numbered_interval> all;
    all.reserve(r.timers.size());
    for (auto const& timer : r.timers) all.push_back({interval_of(timer, duration), all.size()});
    std::ranges::sort(all, {}, [](numbered_interval const& i) { return std::tuple{i.start, -i.end, i.number}; });
    return all;
}

/// Returns for intervals in this order whether each lies within those that are open at its start.
class nesting {
public:
    explicit nesting(nanoseconds duration) : ends_{duration} {}

    bool takes(interval const& i) {
        while (ends_.size() > 1 && ends_.back() <= i.start) ends_.pop_back();
        if (i.start < nanoseconds{0} || i.end > ends_.back()) return false;
        ends_.push_back(i.end);
        return true;
    }

private:
    std::vector<nanoseconds> ends_;  // of the open intervals, the outermost first
};

}  // namespace

trace_view::trace_view(options const& o, terminal t) : source_(names_of_inputs(o)), terminal_(t.present) {}

void trace_view::begin(output& out) { open_trace(out.bytes, source_, terminal_); }

void trace_view::show(record const& r, output& out) {
    ++track_;
    start_ = json::nanoseconds_of(r.start);
    duration_ = duration_of(r);
    append_transaction(out.bytes, r);
    append_timers(out.bytes, r);
    for (auto const& line : r.lines) append_line(out.bytes, line);
}

bool trace_view::finish(output& out) {
    close_trace(out.bytes);
    return false;
}

void trace_view::append_transaction(std::string& out, record const& r) const {
    append_track(out, track_, "transaction " + std::to_string(track_));
    begin_event(out, 'X', "transaction", R"("transaction")", start_);
    out += ",\"dur\":";
    json::append_microseconds(out, duration_);
    if (r.has_data()) {
        bool const is_object = r.data.starts_with('{');  // arguments must be an object
        out += is_object ? R"(,"args":)" : R"(,"args":{"data":)";
        json::append_compact(out, r.data, {.del = terminal_});
        if (!is_object) out += '}';
    }
    out += '}';
}

void trace_view::append_timers(std::string& out, record const& r) {
    nesting track{duration_};
    for (auto const& i : intervals_of(r, duration_)) {
        append_timer(out, r.timers[i.number], start_ + i.start, start_ + i.end, track.takes(i));
    }
}

void trace_view::append_timer(std::string& out, record::timer const& timer, nanoseconds start, nanoseconds end,
                              bool within) {
    begin_event(out, within ? 'X' : 'b', "timer", timer.name, start);
    std::string const pair = R"(,"id":")" + std::to_string(within ? 0 : ++pair_) + '"';
    if (within) {
        out += ",\"dur\":";
        json::append_microseconds(out, end - start);
    } else {
        out += pair;
    }
    if (timer.end.empty()) {
        out += R"(,"args":{"unfinished":true})";
    } else if (timer.detail.starts_with('{')) {
        out += ",\"args\":";
        json::append_compact(out, timer.detail, {.del = terminal_});
    }
    out += '}';
    if (within) return;
    begin_event(out, 'e', "timer", timer.name, end);
    out += pair + '}';
}

void trace_view::append_line(std::string& out, record::line const& line) const {
    std::string category;
    json::append_quoted(category, text::shown_level(line.level), {});
    begin_event(out, 'i', "line", line.items.empty() ? std::string_view{} : line.items.front(),
                start_ + json::nanoseconds_of(line.offset));
    out += R"(,"s":"t","args":{"level":)" + category;
    if (line.items.size() > 1) {
        char separator = '[';
        out += ",\"items\":";
        for (auto const& item : line.items.subspan(1)) {
            out += std::exchange(separator, ',');
            json::append_compact(out, item, {.del = terminal_});
        }
        out += ']';
    }
    out += "}}";
}

void trace_view::begin_event(std::string& out, char phase, std::string_view category, std::string_view name,
                             nanoseconds at) const {
    open_event(out, {phase, category, name, track_, at}, terminal_);
}

}  // namespace viz
