// SPDX-License-Identifier: BSL-1.0
#include "views/clickhouse_view.hpp"

#include "cli/usage_error.hpp"
#include "encoding/words.hpp"
#include "formats/json.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/strings.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace viz {

namespace {

using std::chrono::nanoseconds;

constexpr std::array<std::string_view, 15> own_columns{"place",        "start",         "duration",     "failed",
                                                       "outcome",      "data",          "extra",        "lines.offset",
                                                       "lines.level",  "lines.message", "lines.items",  "timers.name",
                                                       "timers.start", "timers.end",    "timers.detail"};

bool is_identifier(std::string_view name) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    constexpr std::string_view digits = "0123456789";
    return !name.empty() && letters.find(name.front()) != std::string_view::npos
           && std::ranges::all_of(name, [&](char c) {
                  return letters.find(c) != std::string_view::npos || digits.find(c) != std::string_view::npos;
              });
}

/// Returns the name and the path of `NAME=PATH`, or of a path that is a name.
std::pair<std::string, std::string> column_in(std::string const& text) {
    std::size_t const equals = text.find('=');
    std::string name = text.substr(0, equals);
    std::string path = equals == std::string::npos ? name : text.substr(equals + 1);
    if (!is_identifier(name) || path.empty()) {
        throw usage_error{"--columns: " + text
                          + " must be NAME or NAME=PATH; a name consists of letters, digits and _"};
    }
    if (std::ranges::find(own_columns, name) != own_columns.end()) {
        throw usage_error{"--columns: every row has a column " + name};
    }
    return {std::move(name), std::move(path)};
}

/// Appends members of one object.
class row_writer {
public:
    row_writer(std::string& out, bool terminal) : out_(out), escapes_{.del = terminal} { out_ += '{'; }

    void number(std::string_view name, std::int64_t value) {
        key(name);
        out_ += std::to_string(value);
    }

    void text(std::string_view name, std::string_view value) {
        key(name);
        json::append_quoted(out_, value, escapes_);
    }

    /// Calls `value` for each element, which returns a number or a text.
    template <class Range, class Value>
    void array(std::string_view name, Range const& elements, Value value) {
        key(name);
        out_ += '[';
        for (bool first = true; auto const& element : elements) {
            if (!std::exchange(first, false)) out_ += ',';
            append(value(element));
        }
        out_ += ']';
    }

    void end() { out_ += "}\n"; }

private:
    void key(std::string_view name) {
        if (out_.back() != '{') out_ += ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }

    void append(std::int64_t value) { out_ += std::to_string(value); }
    void append(std::string_view value) { json::append_quoted(out_, value, escapes_); }

    std::string& out_;
    json::escapes escapes_;
};

/// Returns whole microseconds, rounded in floating point, as `start` is, and as jq and DuckDB do it.
std::int64_t whole_microseconds(nanoseconds time) { return std::llround(json::seconds_in(time) * 1e6); }

/// Returns the level of a line; one that has no level is less severe than all others.
std::int64_t level_in(record::line const& line) {
    using limits = std::numeric_limits<std::int32_t>;
    auto const level = level_of(line);
    if (!level) return limits::max();
    return static_cast<std::int64_t>(std::clamp<double>(*level, limits::min(), limits::max()));
}

std::string compact(std::string_view value) {
    std::string text;
    if (json::is_there(value)) json::append_compact(text, value, {});
    return text;
}

std::string message_of(record::line const& line) { return line.items.empty() ? "" : text_of(line.items.front()); }

/// Returns what follows the message, as a JSON array; nothing if nothing follows.
std::string items_after_message(record::line const& line) {
    if (line.items.size() < 2) return {};
    std::string text;
    for (auto const item : line.items.subspan(1)) {
        text += text.empty() ? '[' : ',';
        json::append_compact(text, item, {});
    }
    return text + ']';
}

/// Returns the members that have no column, as a JSON object; nothing if there are none.
std::string extra_of(record const& r) {
    if (r.others.empty()) return {};
    std::string text;
    for (auto const& other : r.others) {
        text += text.empty() ? '{' : ',';
        json::append_quoted(text, json::unescaped(other.name), {});
        text += ':';
        json::append_compact(text, other.value, {});
    }
    return text + '}';
}

void append_lines(row_writer& row, record const& r) {
    row.array("lines.offset", r.lines,
              [](auto const& l) { return whole_microseconds(json::nanoseconds_of(l.offset)); });
    row.array("lines.level", r.lines, level_in);
    row.array("lines.message", r.lines, message_of);
    row.array("lines.items", r.lines, items_after_message);
}

void append_timers(row_writer& row, record const& r, nanoseconds duration) {
    row.array("timers.name", r.timers, [](auto const& t) { return text_of(t.name); });
    row.array("timers.start", r.timers,
              [&](auto const& t) { return whole_microseconds(interval_of(t, duration).start); });
    row.array("timers.end", r.timers, [&](auto const& t) { return whole_microseconds(interval_of(t, duration).end); });
    row.array("timers.detail", r.timers, [](auto const& t) { return compact(t.detail); });
}

}  // namespace

clickhouse_view::clickhouse_view(options const& o, terminal t) : terminal_(t.present) {
    if (!o.columns) return;
    for (auto const& text : split(*o.columns, ',')) {
        auto [name, path] = column_in(text);
        if (std::ranges::find(columns_, name, &column::name) != columns_.end()) {
            throw usage_error{"--columns: " + name + " is the name of two columns"};
        }
        columns_.push_back({.name = std::move(name), .path = member_path{path}});
    }
}

void clickhouse_view::show(record const& r, output& out) {
    auto const duration = duration_of(r);
    row_writer row{out.bytes, terminal_};
    row.number("place", static_cast<std::int64_t>(r.position));
    row.number("start", json::microseconds_of(r.start).count());
    row.number("duration", whole_microseconds(duration));
    row.number("failed", has_failed(r) ? 1 : 0);
    row.text("outcome", text_of(outcome_of(r)));
    for (auto& c : columns_) {
        std::string_view const value = c.path.of(r);
        if (json::is_there(value)) row.text(c.name, text_of(value, text_));
    }
    append_lines(row, r);
    append_timers(row, r, duration);
    row.text("data", compact(r.data));
    row.text("extra", extra_of(r));
    row.end();
}

}  // namespace viz
