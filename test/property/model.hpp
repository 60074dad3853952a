// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a record must say, worked out the plain way: from `docs/format.md`, in nanoseconds, without regard to speed.

#include <boost/json.hpp>

#include <algorithm>
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
    void data(std::string_view key, json::value const& value, bool deep) { set_member(data_, key, value, deep); }
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
        for (auto const& m : other.data_) data(m.key(), m.value(), deep);
        end_ = std::max(end_, other.end_ + shift);
        merged_ = true;
    }

    void finish(std::int64_t now) {
        end_ = std::max({std::int64_t{0}, now, end_});
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
    }

    /// The record, its times in whole microseconds.
    [[nodiscard]] json::value record() const {
        auto const printed_as_zero = [](model_timer const& t) { return *t.end < 1000; };
        bool const all_zero = !timers_.empty() && std::all_of(timers_.begin(), timers_.end(), printed_as_zero);
        json::object r{{"start", start_ / 1000}, {"end", std::max(end_ / 1000, std::int64_t{all_zero})}};
        if (!data_.empty()) r["data"] = data_;
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
        if (!outcome_.empty()) r["outcome"] = outcome_;
        return r;
    }

private:
    std::int64_t start_;
    std::int64_t end_ = 0;
    std::list<model_line> lines_;  // whose sort is stable
    std::vector<model_timer> timers_;
    json::object data_;
    std::string outcome_;
    bool merged_ = false;
};

}  // namespace property
