// SPDX-License-Identifier: BSL-1.0
#include "filters/record_filters.hpp"

#include "encoding/utf8.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace viz {

namespace {

bool has_escapes(std::string_view json) { return json.find('\\') != std::string_view::npos; }

/// Returns what to search for in the bytes of a line without escapes. Returns an empty needle if the bytes may differ
/// from the text, so that bytes decide nothing.
json::needle needle_of(std::string text) {
    return json::may_be_repaired(text) ? json::needle{} : json::needle{std::move(text)};
}

/// Finds keys that certainly belong to the record itself, since no nested value begins before them, or none ends after
/// them. Examines the line once, however many keys are asked for.
class outermost_keys {
public:
    explicit outermost_keys(std::string_view line)
        : line_(line),
          begin_(object_start(line)),
          end_(line.rfind('}')),
          first_nested_(line.find_first_of("{[", begin_ + 1)),
          after_nested_(line.find_last_of("}]", end_ - 1) + 1) {}

    [[nodiscard]] bool contain(std::size_t key) const {
        if (key <= begin_ || key >= end_ || line_[key - 1] == '\\') return false;
        return key < first_nested_ || key >= after_nested_;
    }

private:
    std::string_view line_;
    std::size_t begin_;
    std::size_t end_;
    std::size_t first_nested_;
    std::size_t after_nested_;  // 0 if no nested value ends before the record
};

bool contains(std::string_view whole, std::string_view text) {
    json::cursor at{whole};
    bool found = false;
    switch (at.peek()) {
        case '"': return json::unescaped(whole).find(text) != std::string::npos;
        case '{':
            at.members([&](std::string_view key) {
                std::string_view const value = at.value();
                found = found || contains(key, text) || contains(value, text);
            });
            return found;
        case '[':
            at.elements([&] {
                std::string_view const value = at.value();
                found = found || contains(value, text);
            });
            return found;
        default: return whole.find(text) != std::string_view::npos;
    }
}

/// Returns the double that is nearest to the end of a record, as a time that is written is read as the nearest one: the
/// sum of two doubles is often the next one.
double nearest_to_end(record const& r, double start) {
    auto const since_epoch = json::nanoseconds_of(r.start);
    auto const duration = duration_of(r);
    if (std::chrono::abs(since_epoch) >= json::longest_time) return start + json::seconds_in(duration);
    std::string end;
    json::append_seconds(end, since_epoch + duration);
    return json::to_number(end);
}

}  // namespace

bool start_filter::contains(double start) const { return begin_ <= start && start < end_; }

bool start_filter::may_keep(std::string_view line) const {
    return json::any_scalar(line, key_, [&](std::size_t, std::string_view value) {
        if (!doubt_about_start(value).empty()) return true;  // it may be a date, and is reported otherwise
        return json::is_number(value) && contains(json::to_number(value));
    });
}

bool start_filter::keeps(record const& r, output&) {
    auto const start = start_of(r);
    return start && contains(*start);
}

bool instant_filter::may_keep(std::string_view line) const {
    return may_start(line, key_, [&](double start) { return start <= time_; });
}

bool instant_filter::keeps(record const& r, output&) {
    auto const start = start_of(r);
    return start && *start <= time_ && time_ <= nearest_to_end(r, *start);
}

bool duration_filter::may_keep(std::string_view line) const {
    outermost_keys const outermost{line};
    bool ends = false;  // whether the record itself has a member `end`
    bool const ends_late_or_unclear = json::any_scalar(line, key_, [&](std::size_t at, std::string_view value) {
        ends = ends || outermost.contain(at);
        return !json::is_number(value) || json::to_number(value) > limit_;
    });
    return ends_late_or_unclear || !ends;
}

bool duration_filter::keeps(record const& r, output&) { return json::seconds_in(duration_of(r)) > limit_; }

bool level_filter::keeps(record const& r, output&) {
    constexpr double error = 10;
    return has_line_up_to(r, level_) || (level_ >= error && has_failed(r));
}

timer_filter::timer_filter(std::string name) : name_(std::move(name)), quoted_(needle_of('"' + name_ + '"')) {}

bool timer_filter::may_keep(std::string_view line) const {
    return quoted_.empty() || quoted_.find_in(line) != std::string_view::npos || has_escapes(line);
}

bool timer_filter::keeps(record const& r, output&) {
    return std::ranges::any_of(r.timers, [&](auto const& timer) { return is_named(timer, name_); });
}

text_filter::text_filter(std::string text) : text_(std::move(text)), bytes_(needle_of(text_)) {}

bool text_filter::may_keep(std::string_view line) const {
    return bytes_.empty() || bytes_.find_in(line) != std::string_view::npos || has_escapes(line);
}

bool text_filter::keeps(record const& r, output&) { return contains(r.json, text_); }

}  // namespace viz
