// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a record must say, worked out the plain way: from `docs/format.md`, in nanoseconds, without regard to speed.

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace property {

namespace json = boost::json;

/// Times in nanoseconds since the start of the record.
struct model_line {
    std::int64_t offset;
    int level;
    std::string message;
    json::array items;
    bool foreign = false;
};

struct model_timer {
    std::string name;
    std::int64_t start;
    std::optional<std::int64_t> end;
    bool by_name = false;  // started by toggling, and not yet stopped
};

inline void set_member(json::object& in, std::string_view key, json::value const& value, bool deep) {
    json::value& place = in[key];
    if (!deep || !place.is_object() || !value.is_object()) {
        place = value;
        return;
    }
    for (auto const& m : value.as_object()) set_member(place.as_object(), m.key(), m.value(), true);
}

/// A transaction while it goes on, and, after `finish`, its record.
class model {
public:
    explicit model(std::int64_t start) : start_(start) {}

    void line(model_line l) { lines_.push_back(std::move(l)); }
    void data(std::string_view key, json::value const& value, bool deep) {
        settings_.push_back({std::string{key}, value, deep});
    }
    void outcome(std::string_view name) { outcome_ = name; }

    std::size_t start_timer(std::string name, std::int64_t now, bool by_name = false) {
        timers_.push_back({std::move(name), now, std::nullopt, by_name});
        return timers_.size() - 1;
    }

    void stop_timer(std::size_t i, std::int64_t now) { timers_[i].end = now; }

    void toggle(std::string const& name, std::int64_t now) {
        for (model_timer& t : timers_) {
            if (!t.by_name || t.end || t.name != name) continue;
            t.end = now;
            return;
        }
        start_timer(name, now, true);
    }

    /// `other` must be finished.
    void merge(model const& other, bool deep) {
        std::int64_t const shift = other.start_ - start_;
        auto const moved = [&](std::int64_t t) { return std::max<std::int64_t>(0, t + shift); };
        for (model_line l : other.lines_) {
            l.offset = moved(l.offset);
            l.foreign = true;
            lines_.push_back(l);
        }
        for (model_timer const& t : other.timers_) timers_.push_back({t.name, moved(t.start), moved(*t.end)});
        for (auto const& m : other.data()) data(m.key(), m.value(), deep);
        least_end_ = std::max(least_end_, other.end_ + shift);
        merged_ = true;
    }

    /// Adds what a log of this record has recorded, which must be finished; the first log's part is to come first.
    void gather(model const& part, bool first) {
        for (model_line l : part.lines_) {
            l.foreign = true;
            lines_.push_back(l);
        }
        timers_.insert(timers_.end(), part.timers_.begin(), part.timers_.end());
        settings_.insert(settings_.end(), part.settings_.begin(), part.settings_.end());
        least_end_ = std::max(least_end_, part.least_end_);
        if (!outcome_ && (first || !part.outcome_.value_or("").empty())) outcome_ = part.outcome_;
        merged_ = gathered_ = true;
    }

    void finish(std::int64_t now) {
        end_ = std::max({std::int64_t{0}, now, least_end_});
        std::int64_t latest = 0;
        for (model_line& l : lines_) {
            if (!l.foreign) l.offset = latest = std::max(latest, l.offset);
            end_ = std::max(end_, l.offset);
        }
        auto const earlier = [](model_line const& a, model_line const& b) { return a.offset < b.offset; };
        if (merged_) lines_.sort(earlier);
        for (model_timer& t : timers_) {
            t.start = std::max<std::int64_t>(0, t.start);
            if (t.end) t.end = std::max(t.start, *t.end);
            end_ = std::max({end_, t.start, t.end.value_or(0)});
        }
        for (model_timer& t : timers_) t.end = t.end.value_or(end_);  // open: ends with the record
        if (gathered_) sort_timers();
    }

    /// The record, its times in whole microseconds.
    [[nodiscard]] json::value record() const {
        auto const printed_as_zero = [](model_timer const& t) { return *t.end < 1000; };
        bool const all_zero = !timers_.empty() && std::all_of(timers_.begin(), timers_.end(), printed_as_zero);
        json::object r{{"start", start_ / 1000}, {"end", std::max(end_ / 1000, std::int64_t{all_zero})}};
        if (auto all = data(); !all.empty()) r["data"] = std::move(all);
        for (model_line const& l : lines_) {
            if (!r.contains("logs")) r["logs"].emplace_array();
            json::array line{l.offset / 1000, l.level, l.message};
            line.insert(line.end(), l.items.begin(), l.items.end());
            r["logs"].as_array().push_back(std::move(line));
        }
        for (model_timer const& t : timers_) {
            if (!r.contains("timers")) r["timers"].emplace_array();
            std::int64_t const end = all_zero ? 1 : *t.end / 1000;
            r["timers"].as_array().push_back(json::array{t.name, t.start / 1000, end});
        }
        if (!outcome_.value_or("").empty()) r["outcome"] = *outcome_;
        return r;
    }

private:
    struct setting {
        std::string key;
        json::value value;
        bool deep;
    };

    void sort_timers() {
        std::list<model_timer> in_order(timers_.begin(), timers_.end());  // whose sort is stable
        in_order.sort([](model_timer const& a, model_timer const& b) { return a.start < b.start; });
        timers_.assign(in_order.begin(), in_order.end());
    }

    [[nodiscard]] json::object data() const {
        json::object all;
        for (setting const& s : settings_) set_member(all, s.key, s.value, s.deep);
        return all;
    }

    std::int64_t start_;
    std::int64_t end_ = 0;
    std::int64_t least_end_ = 0;   // from merged records
    std::list<model_line> lines_;  // whose sort is stable
    std::vector<model_timer> timers_;
    std::vector<setting> settings_;
    std::optional<std::string> outcome_;  // empty: said to be well
    bool merged_ = false;
    bool gathered_ = false;
};

/// Seconds as whole microseconds.
inline std::int64_t microseconds(json::value const& seconds) { return std::llround(seconds.to_number<double>() * 1e6); }

/// The parsed record with its times in whole microseconds.
inline json::value with_microseconds(json::value record) {
    auto& r = record.as_object();
    for (auto const* member : {"start", "end"}) r[member] = microseconds(r[member]);
    if (auto* logs = r.if_contains("logs")) {
        for (auto& line : logs->as_array()) line.as_array()[0] = microseconds(line.as_array()[0]);
    }
    if (auto* timers = r.if_contains("timers")) {
        for (auto& timer : timers->as_array()) {
            for (std::size_t i : {1U, 2U}) timer.as_array()[i] = microseconds(timer.as_array()[i]);
        }
    }
    return record;
}

}  // namespace property
