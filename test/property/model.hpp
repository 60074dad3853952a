// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A model of records, which follows `docs/format.md` in the simplest way, in nanoseconds, without regard to speed.

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace property {

namespace json = boost::json;

/// Times in nanoseconds since the start of the record.
struct model_line {
    std::int64_t offset;
    int level;
    json::value message;
    json::array items;
    bool foreign = false;
};

struct model_timer {
    json::value name;
    std::int64_t start;
    std::optional<std::int64_t> end;
    bool by_name = false;     // started by toggling, and not yet stopped
    json::array detail = {};  // at most one
};

/// The kinds of entries that can be lost, as `dropped` names them.
enum class entry : std::uint8_t { data, logs, timers, extras };

inline void set_member(json::object& in, std::string_view key, json::value const& value, bool deep) {
    json::value& place = in[key];
    if (!deep || !place.is_object() || !value.is_object()) {
        place = value;
        return;
    }
    for (auto const& m : value.as_object()) set_member(place.as_object(), m.key(), m.value(), true);
}

/// A transaction and, after `finish`, its record.
class model {
public:
    explicit model(std::int64_t start) : start_(start) {}

    /// Reads the clock, which may run backwards: the times of a log do not.
    std::int64_t read(std::int64_t now) { return latest_ = std::max(latest_, now); }

    void line(model_line l) {
        if (!l.foreign) l.offset = read(l.offset);
        lines_.push_back(std::move(l));
    }
    void data(std::string_view key, json::value const& value, bool deep) {
        settings_.push_back({std::string{key}, value, deep});
    }
    void outcome(std::string_view name) { outcome_ = name; }

    void lose(entry kind, std::uint64_t count = 1) { lost_[static_cast<std::size_t>(kind)] += count; }

    std::size_t start_timer(std::string_view name, std::int64_t now, bool by_name = false) {
        timers_.push_back({json::string(name), read(now), std::nullopt, by_name});
        return timers_.size() - 1;
    }
    void timer(model_timer t) { timers_.push_back(std::move(t)); }

    void stop_timer(std::size_t i, std::int64_t now) { timers_[i].end = read(now); }

    void toggle(std::string_view name, std::int64_t now) {
        for (model_timer& t : timers_) {
            if (!t.by_name || t.end || t.name.as_string() != name) continue;
            t.end = read(now);
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
        for (model_timer const& t : other.timers_) {
            timers_.push_back({t.name, moved(t.start), moved(*t.end), false, t.detail});
        }
        for (auto const& m : other.data()) data(m.key(), m.value(), deep);
        least_end_ = std::max(least_end_, other.end_ + shift);
        add_losses(other);
        merged_ = true;
    }

    /// Adds the entries of a log of this record, which must be finished; those of the first log must be added first.
    void gather(model const& part, bool first) {
        for (model_line l : part.lines_) {
            l.foreign = true;
            lines_.push_back(l);
        }
        timers_.insert(timers_.end(), part.timers_.begin(), part.timers_.end());
        settings_.insert(settings_.end(), part.settings_.begin(), part.settings_.end());
        least_end_ = std::max({least_end_, part.least_end_, part.latest_});
        add_losses(part);
        if (!outcome_ && (first || !part.outcome_.value_or("").empty())) outcome_ = part.outcome_;
        merged_ = gathered_ = true;
    }

    void finish(std::int64_t now) {
        end_ = std::max(read(now), least_end_);
        for (model_line const& l : lines_) end_ = std::max(end_, l.offset);
        auto const earlier = [](model_line const& a, model_line const& b) { return a.offset < b.offset; };
        if (merged_) lines_.sort(earlier);
        for (model_timer& t : timers_) {
            end_ = std::max({end_, t.start, t.end.value_or(0)});
        }
        for (model_timer& t : timers_) t.end = t.end.value_or(end_);  // open timers end with the record
        if (gathered_) sort_timers();
    }

    /// Returns the expected record if it is written with nanoseconds, for which not all timers may end at 0.
    void be_written() {
        auto const ends_at_zero = [](model_timer const& t) { return *t.end == 0; };
        if (timers_.empty() || !std::all_of(timers_.begin(), timers_.end(), ends_at_zero)) return;
        for (model_timer& t : timers_) t.end = 1;
        end_ = std::max(end_, std::int64_t{1});
    }

    /// Returns the record with its times in whole microseconds.
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
            json::array timer{t.name, t.start / 1000, end};
            timer.insert(timer.end(), t.detail.begin(), t.detail.end());
            r["timers"].as_array().push_back(std::move(timer));
        }
        if (!outcome_.value_or("").empty()) r["outcome"] = *outcome_;
        for (std::size_t k = 0; k < lost_.size(); ++k) {
            if (lost_[k] == 0) continue;
            if (!r.contains("dropped")) r["dropped"].emplace_object();
            r["dropped"].as_object()[entry_names[k]] = lost_[k];
        }
        return r;
    }

private:
    struct setting {
        std::string key;
        json::value value;
        bool deep;
    };

    void add_losses(model const& other) {
        for (std::size_t k = 0; k < lost_.size(); ++k) lost_[k] += other.lost_[k];
    }

    void sort_timers() {
        std::list<model_timer> in_order(timers_.begin(), timers_.end());  // a list, whose sort is stable
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
    std::int64_t latest_ = 0;      // the last time that was read
    std::list<model_line> lines_;  // a list, since its sort is stable
    std::vector<model_timer> timers_;
    std::vector<setting> settings_;
    static constexpr std::array<std::string_view, 4> entry_names{"data", "logs", "timers", "extras"};
    std::array<std::uint64_t, 4> lost_{};
    std::optional<std::string> outcome_;  // empty if successful
    bool merged_ = false;
    bool gathered_ = false;
};

/// Returns seconds as whole microseconds.
inline std::int64_t in_microseconds(json::value const& seconds) {
    return std::llround(seconds.to_number<double>() * 1e6);
}

/// Returns whether a parsed value is the expected one: members in order, integers exact. Other numbers may have the
/// error of Boost.JSON's parser, and may be printed without a point.
inline bool same(json::value const& expected, json::value const& got) {
    if (expected.is_object() && got.is_object()) {
        auto const same_member = [](auto const& a, auto const& b) {
            return a.key() == b.key() && same(a.value(), b.value());
        };
        auto const& [a, b] = std::tie(expected.as_object(), got.as_object());
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_member);
    }
    if (expected.is_array() && got.is_array()) {
        auto const& [a, b] = std::tie(expected.as_array(), got.as_array());
        return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
    }
    if (!expected.is_double() || !got.is_number()) return expected == got;
    double const a = expected.as_double();
    double const b = got.to_number<double>();
    return std::abs(a - b) <= std::max(1e-14 * std::abs(a), 1e-300);
}

/// Returns the parsed record with its times in whole microseconds.
inline json::value with_microseconds(json::value record) {
    auto& r = record.as_object();
    for (auto const* member : {"start", "end"}) r[member] = in_microseconds(r[member]);
    if (auto* logs = r.if_contains("logs")) {
        for (auto& line : logs->as_array()) line.as_array()[0] = in_microseconds(line.as_array()[0]);
    }
    if (auto* timers = r.if_contains("timers")) {
        for (auto& timer : timers->as_array()) {
            for (std::size_t i : {1U, 2U}) timer.as_array()[i] = in_microseconds(timer.as_array()[i]);
        }
    }
    return record;
}

}  // namespace property
