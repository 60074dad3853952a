// SPDX-License-Identifier: BSL-1.0
#include "filters/filter.hpp"

#include "cli/usage_error.hpp"
#include "encoding/words.hpp"
#include "filters/jq_filter.hpp"
#include "filters/record_filters.hpp"
#include "filters/times.hpp"
#include "filters/where.hpp"
#include "record/level.hpp"

#include <algorithm>
#include <limits>

namespace viz {

namespace {

double time_of(std::string const& option, std::string const& text, double now) {
    if (auto const time = parse_time(text, now)) return *time;
    throw usage_error{option + " " + text
                      + ": not a time; write 2026-11-25T08:00, 08:00, 10m (ago) or seconds since 1970"};
}

std::unique_ptr<filter> within_times(options const& o) {
    constexpr double ever = std::numeric_limits<double>::infinity();
    double const begin = o.since ? time_of("--since", *o.since, o.now) : -ever;
    return std::make_unique<start_filter>(std::max(begin, o.last_begin.value_or(-ever)),
                                          o.until ? time_of("--until", *o.until, o.now) : ever);
}

double duration_named(std::string const& option, std::string const& text) {
    if (auto const duration = parse_duration(text)) return *duration;
    throw usage_error{option + " " + text + ": not a duration; write 500ms, 1.5s, 2m..."};
}

double level_named(std::string const& text) {
    if (auto const level = text::level_named(text)) return *level;
    auto levels = text::level_names();
    levels.emplace_back("a number");
    throw usage_error{"--level " + text + ": must be " + listed(levels)};
}

}  // namespace

void set_end_of_log(options& o, double latest_start) {
    o.last_begin = latest_start - duration_named("--last", *o.last);
}

std::vector<std::unique_ptr<filter>> make_filters(options const& o, jq_input& input) {
    std::vector<std::unique_ptr<filter>> filters;
    if (o.where) {
        for (auto& test : parse_tests(*o.where)) filters.push_back(std::make_unique<member_filter>(std::move(test)));
    }
    if (o.slower_than)
        filters.push_back(std::make_unique<duration_filter>(duration_named("--slower-than", *o.slower_than)));
    if (o.since || o.until || o.last_begin) filters.push_back(within_times(o));
    if (o.at) filters.push_back(std::make_unique<instant_filter>(time_of("--at", *o.at, o.now)));
    if (o.grep_text) filters.push_back(std::make_unique<text_filter>(*o.grep_text));
    if (o.has_timer) filters.push_back(std::make_unique<timer_filter>(*o.has_timer));
    if (o.level) filters.push_back(std::make_unique<level_filter>(level_named(*o.level)));
    if (o.grep) filters.push_back(std::make_unique<jq_filter>(*o.grep, input));
    return filters;
}

}  // namespace viz
