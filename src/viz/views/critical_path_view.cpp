// SPDX-License-Identifier: BSL-1.0
#include "views/critical_path_view.hpp"

#include "encoding/display_width.hpp"
#include "encoding/escapes.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/path.hpp"
#include "record/critical_path.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/quantity.hpp"
#include "text/table.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace viz {

namespace {

/// Returns what the detail of a timer contains about how its time was spent; empty if nothing.
std::string shown_detail(record::timer const& timer) {
    std::string text;
    if (!timer.detail.starts_with('{')) return text;
    for (std::string const name : {"busy", "queued"}) {
        std::string_view const value = json::value_at(timer.detail, {&name, 1});
        if (!json::is_number(value)) continue;
        if (!text.empty()) text += ", ";
        text += name;
        text += ' ' + text::shown_duration(json::nanoseconds_of(value));
    }
    return text;
}

std::string shown_name(path_step const& step, record const& r) {
    constexpr std::size_t widest = 60;
    std::string name(2 * step.depth, ' ');
    if (step.timer == path_step::no_timer) return name + "(no timer)";
    std::string text;
    json::append_visible_in_line(text, text_of(r.timers[step.timer].name));
    return name + text::fitted(text, widest);
}

}  // namespace

critical_path_view::critical_path_view(options const& o)
    : options_(o), header_(o.since_now ? std::optional{o.now} : std::nullopt) {}

void critical_path_view::show(record const& r, output& out) {
    if (options_.date) {
        header_.append(out.bytes, r.start);
        out.bytes += '\n';
    }
    auto const duration = duration_of(r);
    std::vector<interval> timers;
    timers.reserve(r.timers.size());
    for (auto const& timer : r.timers) timers.push_back(interval_of(timer, duration));
    text::table table{"rrrll"};
    table.add({"from", "took", "of " + text::shown_duration(duration)});
    for (auto const& step : critical_path(timers, duration)) {
        bool const is_wait = step.timer == path_step::no_timer;
        table.add({text::shown_duration(step.begin), text::shown_duration(step.end - step.begin),
                   text::shown_share(json::seconds_in(step.end - step.begin), json::seconds_in(duration)),
                   shown_name(step, r), is_wait ? "" : shown_detail(r.timers[step.timer])});
    }
    table.print(out.bytes);
    out.bytes += '\n';
}

}  // namespace viz
