// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Everything in a record as one line of text, for comparisons.

#include <logdefer/records/record.hpp>

#include <chrono>
#include <string>

namespace support {

inline std::string text_of(logdefer::value_view v) {
    if (v.kind() == logdefer::value_kind::text) return std::string{v.text()};
    if (v.kind() != logdefer::value_kind::object) return std::to_string(v.integer());
    std::string all = "{";
    for (logdefer::member_view const m : v.members())
        all += std::string{m.key().text()} + '=' + text_of(m.value()) + ' ';
    return all + '}';
}

/// Times are in milliseconds.
inline std::string contents_of(logdefer::record_view r) {
    using namespace std::chrono_literals;
    auto const ms = [](std::chrono::nanoseconds t) { return t < 0ns ? "negative" : std::to_string(t / 1ms); };
    std::string all = "end " + ms(r.end());
    for (logdefer::data_view const d : r.data()) all += ", " + text_of(d.key()) + '=' + text_of(d.value());
    for (logdefer::line_view const l : r.logs()) all += ", " + ms(l.offset()) + ' ' + text_of(l.message());
    for (logdefer::timer_view const t : r.timers()) {
        all += ", " + text_of(t.name()) + ' ' + ms(t.start()) + ".." + ms(t.end());
    }
    for (logdefer::data_view const e : r.extras()) all += ", " + text_of(e.key()) + ' ' + text_of(e.value());
    return all;
}

}  // namespace support
