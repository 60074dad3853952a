// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a policy costs: the standard transaction, recorded but not rendered, by the library with one policy swapped
/// and by code written for the same job without the library.

#include "support/programs.hpp"
#include "support/request.hpp"

#include <logdefer/clock.hpp>
#include <logdefer/level.hpp>
#include <logdefer/testing.hpp>

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

namespace bench {

/// Renders nothing.
struct null_serializer {
    std::error_code append(logdefer::record_view const&, logdefer::output_buffer&) noexcept { return {}; }
};

/// Without debug lines.
struct quiet_levels : logdefer::default_levels {
    static constexpr int threshold = 30;
};

/// Records as a careful program would without the library: one reused buffer, one check for each entry, texts copied,
/// times resolved at the end.
class hand_recorder {
public:
    void begin(std::int64_t wall, std::int64_t ticks) noexcept {
        size_ = 0;
        lines_ = timers_ = 0;
        wall_ = wall;
        start_ = ticks;
    }

    void data(std::string_view key, std::string_view value) noexcept {
        std::uint64_t* to = room(1 + size_of(key) + size_of(value));
        *to = data_entry;
        put(put(to + 1, key), value);
    }
    void data(std::string_view key, std::int64_t value) noexcept {
        std::uint64_t* to = room(3 + size_of(key));
        *to = data_entry;
        to = put(to + 1, key);
        to[0] = integer;
        to[1] = static_cast<std::uint64_t>(value);
    }

    void line(int level, std::int64_t ticks, std::string_view message) noexcept { put_line(level, ticks, message, 0); }
    void line(int level, std::int64_t ticks, std::string_view message, std::string_view key1, std::int64_t value1,
              std::string_view key2, double value2) noexcept {
        std::uint64_t* to = put_line(level, ticks, message, size_of(key1) + size_of(key2) + 4);
        to = put(to, key1);
        to[0] = integer;
        to[1] = static_cast<std::uint64_t>(value1);
        to = put(to + 2, key2);
        to[0] = real;
        to[1] = std::bit_cast<std::uint64_t>(value2);
    }

    std::size_t start(std::string_view name, std::int64_t ticks) noexcept {
        std::size_t const place = size_;
        std::uint64_t* to = room(4 + size_of(name));
        to[0] = timer_entry;
        to[1] = std::exchange(timers_, place);
        to[2] = static_cast<std::uint64_t>(ticks);
        put(to + 4, name);
        return place;
    }
    void stop(std::size_t place, std::int64_t ticks) noexcept { words_[place + 3] = static_cast<std::uint64_t>(ticks); }

    /// Turns ticks into times since the start.
    void finish(std::int64_t ticks) noexcept {
        end_ = ticks - start_;
        for (std::size_t at = lines_; at != 0; at = words_[at + 1]) resolve(at + 2);
        for (std::size_t at = timers_; at != 0; at = words_[at + 1]) {
            resolve(at + 2);
            resolve(at + 3);
        }
    }

private:
    static constexpr std::uint64_t data_entry = 1, line_entry = 2, timer_entry = 3, integer = 4, real = 5;

    static std::size_t size_of(std::string_view text) noexcept { return 1 + (text.size() + 7) / 8; }

    std::uint64_t* room(std::size_t n) {
        if (words_.size() < size_ + n) [[unlikely]]
            words_.resize(2 * (size_ + n));
        std::uint64_t* const to = words_.data() + size_;
        size_ += n;
        return to;
    }

    static std::uint64_t* put(std::uint64_t* to, std::string_view text) noexcept {
        *to = text.size();
        std::memcpy(to + 1, text.data(), text.size());
        return to + size_of(text);
    }

    std::uint64_t* put_line(int level, std::int64_t ticks, std::string_view message, std::size_t more) noexcept {
        std::size_t const place = size_;
        std::uint64_t* to = room(3 + size_of(message) + more);
        to[0] = line_entry | static_cast<std::uint64_t>(level) << 32U;
        to[1] = std::exchange(lines_, place);
        to[2] = static_cast<std::uint64_t>(ticks);
        return put(to + 3, message);
    }

    void resolve(std::size_t at) noexcept { words_[at] -= static_cast<std::uint64_t>(start_); }

    std::vector<std::uint64_t> words_;
    std::size_t size_ = 0;
    std::size_t lines_ = 0;   // the last line; each knows the one before
    std::size_t timers_ = 0;  // the last timer, likewise
    std::int64_t wall_ = 0;
    std::int64_t start_ = 0;
    std::int64_t end_ = 0;
};

/// The library with these policies.
template <class Clock, class Levels>
class policies_swapped {
public:
    void operator()(Clock const& clock, request const& r) noexcept {
        logdefer::basic_log_defer<Clock, null_serializer, Levels> log{sink_, clock};
        record_copied(log, r);
    }

private:
    keeping_sink sink_;
};

/// The same by hand.
template <class Clock, bool Debug>
class policies_by_hand {
public:
    void operator()(Clock const& clock, request const& r) noexcept {
        to_.begin(clock.wall().count(), clock.ticks());
        to_.data("method", r.method);
        to_.data("path", r.path);
        to_.line(30, clock.ticks(), "request accepted from the load balancer");
        auto const authenticate = to_.start("authenticate", clock.ticks());
        if constexpr (Debug) to_.line(40, clock.ticks(), "session found in the local cache");
        to_.stop(authenticate, clock.ticks());
        auto const query = to_.start("db.query", clock.ticks());
        to_.line(20, clock.ticks(), "connection pool exhausted, waiting for a slot", "attempt", r.attempt, "waited_ms",
                 r.waited_ms);
        to_.line(30, clock.ticks(), "order loaded with all of its positions");
        to_.stop(query, clock.ticks());
        auto const render = to_.start("render", clock.ticks());
        to_.line(10, clock.ticks(), "peer reset the connection, trying the replica", "attempt", r.attempt, "waited_ms",
                 r.waited_ms);
        to_.stop(render, clock.ticks());
        auto const send = to_.start("send", clock.ticks());
        to_.line(30, clock.ticks(), "response written to the client");
        to_.stop(send, clock.ticks());
        to_.data("status", r.status);
        to_.data("bytes", r.bytes);
        to_.data("user", r.user);
        to_.data("cached", r.cached);
        to_.finish(clock.ticks());
    }

private:
    hand_recorder to_;
};

using null_serializer_swapped = policies_swapped<logdefer::system_clock, logdefer::default_levels>;
using null_serializer_by_hand = policies_by_hand<logdefer::system_clock, true>;
using manual_clock_swapped = policies_swapped<logdefer::manual_clock, logdefer::default_levels>;
using manual_clock_by_hand = policies_by_hand<logdefer::manual_clock, true>;
using level_set_swapped = policies_swapped<logdefer::system_clock, quiet_levels>;
using level_set_by_hand = policies_by_hand<logdefer::system_clock, false>;

}  // namespace bench
