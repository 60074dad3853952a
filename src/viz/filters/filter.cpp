// SPDX-License-Identifier: BSL-1.0
#include "filters/filter.hpp"

#include "filters/jq_filter.hpp"
#include "filters/record_filters.hpp"
#include "filters/times.hpp"
#include "filters/where.hpp"
#include "text/header.hpp"
#include "text/level.hpp"

#include <charconv>

namespace viz {

namespace {

std::unique_ptr<filter> compare_time(std::string const& member, comparison how, double limit) {
    return std::make_unique<member_filter>(
        member_test{.path = {member}, .also_in_data = false, .how = how, .text = {}, .number = limit});
}

double time_of(std::string const& option, std::string const& text) {
    if (auto const time = parse_time(text, text::current_time())) return *time;
    throw usage_error{option + " " + text + ": a time is 2026-11-25T08:00, 08:00, 10m (ago) or seconds since 1970"};
}

}  // namespace

std::vector<std::unique_ptr<filter>> make_filters(options const& o, jq_input& input) {
    std::vector<std::unique_ptr<filter>> filters;
    if (!o.where.empty()) {
        for (auto& test : parse_tests(o.where)) filters.push_back(std::make_unique<member_filter>(std::move(test)));
    }
    if (!o.slower_than.empty()) {
        auto const limit = parse_duration(o.slower_than);
        if (!limit) throw usage_error{"--slower-than " + o.slower_than + ": a duration is 500ms, 1.5s, 2m..."};
        filters.push_back(compare_time("end", comparison::greater, *limit));
    }
    if (!o.since.empty()) {
        filters.push_back(compare_time("start", comparison::at_least, time_of("--since", o.since)));
    }
    if (!o.until.empty()) filters.push_back(compare_time("start", comparison::less, time_of("--until", o.until)));
    if (!o.grep_text.empty()) filters.push_back(std::make_unique<text_filter>(o.grep_text));
    if (!o.has_timer.empty()) filters.push_back(std::make_unique<timer_filter>(o.has_timer));
    if (!o.level.empty()) {
        auto const level = text::level_named(o.level);
        if (!level) throw usage_error{"--level " + o.level + ": a level is error, warn, info, debug or a number"};
        filters.push_back(std::make_unique<level_filter>(*level));
    }
    if (o.grep) filters.push_back(std::make_unique<jq_filter>(*o.grep, input));
    return filters;
}

}  // namespace viz
