// SPDX-License-Identifier: BSL-1.0
#include "views/critical_path_view.hpp"

#include "encoding/colours.hpp"
#include "encoding/escapes.hpp"
#include "encoding/words.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/path.hpp"
#include "record/critical_path.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"
#include "text/quantity.hpp"
#include "text/table.hpp"

#include <cstddef>
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
    std::string name(2 * step.depth, ' ');
    if (step.timer == path_step::no_timer) return name + "(no timer)";
    std::string text;
    json::append_visible_in_line(text, text_of(r.timers[step.timer].name));
    return name + text;
}

/// The steps of a path that are worth a row, and what the others amount to.
struct worthy_steps {
    std::vector<path_step> steps;
    std::size_t left_out = 0;
    std::chrono::nanoseconds time_left_out{0};
};

/// Leaves out short steps, and with them the steps within them, whose time is not counted again.
worthy_steps worthy(std::vector<path_step> const& all, std::chrono::nanoseconds duration) {
    constexpr double least_share = 0.01;
    worthy_steps result;
    std::optional<std::size_t> left_out_depth;
    for (auto const& step : all) {
        auto const took = step.end - step.begin;
        bool const within = left_out_depth && step.depth > *left_out_depth;
        if (!within) left_out_depth.reset();
        if (!within && json::seconds_in(took) >= least_share * json::seconds_in(duration)) {
            result.steps.push_back(step);
            continue;
        }
        ++result.left_out;
        if (within) continue;
        left_out_depth = step.depth;
        result.time_left_out += took;
    }
    return result;
}

std::string report_of(worthy_steps const& path, std::chrono::nanoseconds duration) {
    return counted(path.left_out, "step") + " below 1% left out: " + text::shown_duration(path.time_left_out) + ", "
           + text::shown_share(json::seconds_in(path.time_left_out), json::seconds_in(duration)) + '\n';
}

}  // namespace

critical_path_view::critical_path_view(options const& o, terminal t)
    : date_(o.date), style_(overview_style_of(o, t)), header_(o.since_now ? std::optional{o.now} : std::nullopt) {}

void critical_path_view::show(record const& r, output& out) {
    if (date_) {
        std::string title;
        header_.append_as_written(title, r.start);
        out.bytes += text::coloured(title, style_.colours.title) + '\n';
    }
    auto const duration = duration_of(r);
    std::vector<interval> timers;
    timers.reserve(r.timers.size());
    for (auto const& timer : r.timers) timers.push_back(interval_of(timer, duration));
    text::table table{"rrrfl", style_.columns, style_.colours.heading};
    table.add({"from", "took", "of " + text::shown_duration(duration)});
    auto const path = worthy(critical_path(timers, duration), duration);
    for (auto const& step : path.steps) {
        bool const is_wait = step.timer == path_step::no_timer;
        auto const took = step.end - step.begin;
        std::string_view const colour = is_wait ? style_.colours.waiting : std::string_view{};
        table.add({text::shown_duration(step.begin), text::coloured(text::shown_duration(took), colour),
                   text::coloured(text::shown_share(json::seconds_in(took), json::seconds_in(duration)), colour),
                   shown_name(step, r), is_wait ? "" : shown_detail(r.timers[step.timer])});
    }
    table.print(out.bytes);
    if (path.left_out > 0) out.bytes += report_of(path, duration);
    out.bytes += '\n';
}

}  // namespace viz
