// SPDX-License-Identifier: BSL-1.0
#include "views/table_views.hpp"

#include "cli/usage_error.hpp"
#include "encoding/escapes.hpp"
#include "encoding/words.hpp"
#include "formats/csv.hpp"
#include "formats/json.hpp"
#include "formats/text.hpp"
#include "json/path.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace viz {

namespace {

constexpr std::string_view timers = "timers.";

std::vector<std::string> columns_in(std::string_view list) {
    auto names = split(list, ',');
    bool const complete = std::ranges::none_of(names, &std::string::empty);
    if (!complete) throw usage_error{"--columns: the name of a column is missing"};
    return names;
}

/// Returns the total seconds of the timers of a name; empty if there are none.
std::string time_of(std::string_view name, record const& r) {
    std::optional<std::chrono::nanoseconds> sum;
    auto const duration = duration_of(r);
    for (auto const& timer : r.timers) {
        if (!is_named(timer, name)) continue;
        auto const time = interval_of(timer, duration).length();
        sum = std::min(sum.value_or(std::chrono::nanoseconds{0}), json::longest_time)
              + std::min(time, json::longest_time);
    }
    std::string text;
    if (sum) json::append_seconds(text, *sum);
    return text;
}

}  // namespace

void json_view::show(record const& r, output& out) {
    out.bytes += std::exchange(first_, false) ? "\n" : ",\n";
    json::append_compact(out.bytes, r.json, {.del = terminal_});
}

bool json_view::finish(output& out) {
    out.bytes += "\n]\n";
    return false;
}

csv_view::csv_view(options const& o, terminal t) : terminal_(t.present) {
    for (auto& name : columns_in(o.columns)) {
        column c{.name = name, .path = json::parse_path(name), .timer = {}};
        if (name.starts_with(timers)) c.timer = name.substr(timers.size());
        columns_.push_back(std::move(c));
    }
}

void csv_view::begin(output& out) {
    for (auto const& c : columns_) append_field(out.bytes, c.name);
    out.bytes.back() = '\n';
}

void csv_view::show(record const& r, output& out) {
    for (auto const& c : columns_) append_field(out.bytes, value_of(c, r));
    out.bytes.back() = '\n';
}

std::string csv_view::value_of(column const& c, record const& r) {
    return c.timer.empty() ? text_of(member_of(r, c.path)) : time_of(c.timer, r);
}

/// Appends a field and a comma.
void csv_view::append_field(std::string& out, std::string_view text) const {
    std::string field;
    if (terminal_) {
        json::append_visible(field, text);
    } else {
        field = text;
    }
    append_csv(out, field);
    out += ',';
}

}  // namespace viz
