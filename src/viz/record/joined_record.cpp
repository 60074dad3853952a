// SPDX-License-Identifier: BSL-1.0
#include "record/joined_record.hpp"

#include "json/cursor.hpp"
#include "json/number.hpp"
#include "record/facts.hpp"
#include "record/time.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

namespace viz {

namespace {

using std::chrono::nanoseconds;

/// Calls `visit` with the name, in quotes, and the value of each member of an object.
template <class Visitor>
void each_member(std::string_view object, Visitor visit) {
    json::cursor at{object};
    at.members([&](std::string_view name) { visit(name, at.value()); });
}

/// Appends a time that is written as `value`, and later by `shift`.
void append_time(std::string& out, std::string_view value, nanoseconds shift) {
    if (shift == nanoseconds{0} && json::is_number(value)) {
        out += value;
    } else {
        json::append_seconds(out, json::nanoseconds_of(value) + shift);
    }
}

void separate(std::string& list) {
    if (!list.empty()) list += ',';
}

/// Returns the sum of two counts, at most the greatest one that fits; nothing if a value is no count.
std::optional<std::uint64_t> sum_of(std::string_view first, std::string_view second) {
    auto const before = json::number_in<std::uint64_t>(first);
    auto const count = json::number_in<std::uint64_t>(second);
    if (!before || !count) return std::nullopt;
    return *before + std::min(*count, std::numeric_limits<std::uint64_t>::max() - *before);
}

bool is_object(std::string_view value) { return value.starts_with('{'); }

/// Adds the counts of two objects, and of the objects in them. Values that are no counts are replaced.
std::string sum_of_counts(std::string_view first, std::string_view second) {
    merged_members sums;
    each_member(first, [&](std::string_view name, std::string_view value) { sums.set(name, value); });
    each_member(second, [&](std::string_view name, std::string_view value) {
        std::string_view const before = sums.value_of(name);
        if (is_object(before) && is_object(value)) {
            sums.set(name, sum_of_counts(before, value));
        } else {
            auto const sum = sum_of(before, value);
            sums.set(name, sum ? std::to_string(*sum) : std::string{value});
        }
    });
    std::string object = "{";
    sums.append_to(object);
    return object + '}';
}

}  // namespace

void merged_members::set(std::string_view name, std::string_view value) {
    auto const [known, is_new] = places_.try_emplace(std::string{name}, members_.size());
    if (is_new) {
        members_.emplace_back(name, value);
    } else {
        members_[known->second].second = value;
    }
}

std::string_view merged_members::value_of(std::string_view name) const {
    auto const known = places_.find(std::string{name});
    return known == places_.end() ? std::string_view{} : members_[known->second].second;
}

void merged_members::append_to(std::string& out) const {
    for (bool first = true; auto const& [name, value] : members_) {
        if (!first) out += ',';
        out.append(name).append(1, ':').append(value);
        first = false;
    }
}

void joined_record::add(record const& part) {
    if (start_.empty()) start_ = part.start;
    nanoseconds const shift = time_since_start(part);
    end_ = std::max(end_, shift + duration_of(part));
    if (!part.data.empty()) add_data(part.data);
    for (auto const& line : part.lines) add_line(line, shift);
    for (auto const& timer : part.timers) add_timer(timer, shift);
    if (!part.outcome.empty()) others_.set(R"("outcome")", part.outcome);
    for (auto const& [name, value] : part.others) {
        constexpr std::string_view counts = R"("dropped")";
        std::string_view const before = others_.value_of(name);
        bool const adds = name == counts && is_object(value) && is_object(before);
        if (name != R"("part")") others_.set(name, adds ? sum_of_counts(before, value) : std::string{value});
    }
}

nanoseconds joined_record::time_since_start(record const& part) const {
    if (!json::is_number(start_) || !json::is_number(part.start)) return nanoseconds{0};
    return std::clamp(json::nanoseconds_of(part.start) - json::nanoseconds_of(start_), nanoseconds{0},
                      json::longest_time);
}

void joined_record::add_data(std::string_view data) {
    if (!is_object(data)) {
        data_ = data;
        members_of_data_ = {};
        return;
    }
    data_.clear();
    each_member(data, [&](std::string_view name, std::string_view value) { members_of_data_.set(name, value); });
}

void joined_record::add_line(record::line const& line, nanoseconds shift) {
    separate(lines_);
    lines_ += '[';
    if (!line.offset.empty()) append_time(lines_, line.offset, shift);
    if (!line.level.empty()) lines_.append(1, ',').append(line.level);
    for (auto const item : line.items) lines_.append(1, ',').append(item);
    lines_ += ']';
}

void joined_record::add_timer(record::timer const& timer, nanoseconds shift) {
    separate(timers_);
    timers_.append(1, '[').append(timer.name.empty() ? "null" : timer.name).append(1, ',');
    append_time(timers_, timer.start, shift);
    if (!timer.end.empty()) {
        timers_ += ',';
        append_time(timers_, timer.end, shift);
    } else if (!timer.detail.empty()) {
        timers_ += ",null";
    }
    if (!timer.detail.empty()) timers_.append(1, ',').append(timer.detail);
    timers_ += ']';
}

std::string joined_record::json() const {
    std::string all = "{";
    if (!start_.empty()) all.append(R"("start":)").append(start_).append(1, ',');
    all += R"("end":)";
    json::append_seconds(all, end_);
    if (!data_.empty() || !members_of_data_.empty()) {
        all += R"(,"data":)";
        if (data_.empty()) {
            all += '{';
            members_of_data_.append_to(all);
            all += '}';
        } else {
            all += data_;
        }
    }
    if (!lines_.empty()) all.append(R"(,"logs":[)").append(lines_).append(1, ']');
    if (!timers_.empty()) all.append(R"(,"timers":[)").append(timers_).append(1, ']');
    if (!others_.empty()) {
        all += ',';
        others_.append_to(all);
    }
    return all + '}';
}

}  // namespace viz
