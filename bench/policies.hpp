// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Measures the cost of a policy: the standard transaction, recorded but not rendered, by the library with one policy
/// replaced, and by code for this purpose without the library.

#include "support/programs.hpp"
#include "support/request.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/levels/level.hpp>
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

/// Compiles debug lines away.
struct quiet_levels : logdefer::default_levels {
    static constexpr int threshold = 30;
};

/// A key with its value, for a program without templates.
struct hand_field {
    enum class kind : std::uint8_t { boolean, integer, real, text };

    hand_field(std::string_view k, bool b) noexcept : key(k), what(kind::boolean), number(b ? 1U : 0U) {}
    hand_field(std::string_view k, int i) noexcept : hand_field(k, std::int64_t{i}) {}
    hand_field(std::string_view k, std::int64_t i) noexcept
        : key(k), what(kind::integer), number(static_cast<std::uint64_t>(i)) {}
    hand_field(std::string_view k, double d) noexcept
        : key(k), what(kind::real), number(std::bit_cast<std::uint64_t>(d)) {}
    hand_field(std::string_view k, std::string_view s) noexcept : key(k), what(kind::text), text(s) {}

    std::string_view key;
    kind what;
    std::uint64_t number = 0;  // the bits of a value that is not text
    std::string_view text = {};
};

/// The record of one transaction, written by hand. It follows the rules of the library: entries of any texts are copied
/// one after the other into memory that grows and is reused, after one check that they fit; entries that do not fit are
/// counted; times never decrease; the entries of each kind are linked in a list; the end ends open timers with the
/// record, and unifies duplicate keys.
class hand_recorder {
public:
    static constexpr std::uint64_t still_open = std::uint64_t{1} << 63U;

    hand_recorder() = default;
    hand_recorder(hand_recorder&&) = delete;
    ~hand_recorder() { std::free(words_); }

    [[nodiscard]] bool begin(std::chrono::nanoseconds wall, std::int64_t ticks, int verbosity) noexcept {
        size_ = 0;
        if (capacity_ < head && !grow(head)) return false;
        std::memset(words_, 0, head * sizeof(std::uint64_t));
        size_ = head;
        dropped_ = 0;
        keys_seen_ = keys_seen_twice_ = 0;
        for (auto const kind : {entry::data, entry::line, entry::timer}) tails_[head_of(kind)] = head_of(kind);
        latest_ = 0;
        open_timers_ = 0;
        wall_ = wall;
        start_ = ticks;
        limit_ = std::int64_t{verbosity} + 1;
        exceptions_ = std::uncaught_exceptions();
        return true;
    }

    [[nodiscard]] bool takes(int level) const noexcept { return level < limit_; }

    [[gnu::always_inline]] void data(std::string_view key, std::string_view value) noexcept {
        note_key(key);
        if (std::uint64_t* const to = extend(entry::data, 0, 2 + size_of(key) + size_of(value))) {
            put(put(to + 2, key), value);
        }
    }
    [[gnu::always_inline]] void data(std::string_view key, std::int64_t value) noexcept {
        note_key(key);
        if (std::uint64_t* const to = extend(entry::data, 0, 4 + size_of(key))) {
            put_number(put(to + 2, key), hand_field::kind::integer, static_cast<std::uint64_t>(value));
        }
    }
    [[gnu::always_inline]] void data(std::string_view key, bool value) noexcept {
        note_key(key);
        if (std::uint64_t* const to = extend(entry::data, 0, 4 + size_of(key))) {
            put_number(put(to + 2, key), hand_field::kind::boolean, value ? 1U : 0U);
        }
    }

    [[gnu::always_inline]] void line(int level, std::int64_t ticks, std::string_view message) noexcept {
        auto const now = time(ticks);
        if (std::uint64_t* const to = extend(entry::line, level, 3 + size_of(message))) {
            to[2] = static_cast<std::uint64_t>(now);
            put(to + 3, message);
        }
    }
    /// Not inlined, since a program contains many calls.
    [[gnu::noinline]] void line(int level, std::int64_t ticks, std::string_view message,
                                std::initializer_list<hand_field> set) noexcept {
        auto const now = time(ticks);
        std::size_t const size = size_of(set);
        std::uint64_t* const to = extend(entry::line, level, 3 + size_of(message) + size);
        if (to == nullptr) return;
        to[2] = static_cast<std::uint64_t>(now);
        put(put(to + 3, message), set, size);
    }

    /// Returns the timer's place, or 0 if it had to be dropped.
    [[gnu::always_inline]] std::size_t start(std::string_view name, std::int64_t ticks) noexcept {
        auto const now = time(ticks);
        std::size_t const place = size_;
        std::uint64_t* const to = extend(entry::timer, 0, 4 + size_of(name));
        if (to == nullptr) return 0;
        ++open_timers_;
        to[2] = static_cast<std::uint64_t>(now);
        to[3] = still_open;
        put(to + 4, name);
        return place;
    }
    void stop(std::size_t place, std::int64_t ticks) noexcept {
        if (place == 0) return;
        words_[place + 3] = static_cast<std::uint64_t>(time(ticks));
        --open_timers_;
    }

    void finish(std::int64_t ticks) noexcept {
        words_[at_start] = static_cast<std::uint64_t>(wall_.count());
        words_[at_end] = static_cast<std::uint64_t>(time(ticks));
        if (open_timers_ != 0) close_timers();
        if (keys_seen_twice_ != 0) unify_keys();
        words_[at_outcome] = std::uncaught_exceptions() > exceptions_ ? 1U : 0U;
        words_[at_dropped] = dropped_;
    }

private:
    // Words of the head: a list for each kind of entry, then these. The second word of an entry is its link.
    static constexpr std::size_t at_start = 4, at_end = 5, at_outcome = 6, at_dropped = 7, head = 8;
    static constexpr std::uint64_t text_tag = 16, object_tag = 17, key_twice = std::uint64_t{1} << 40U;

    enum class entry : std::uint8_t { data, line, timer };

    static std::size_t size_of(std::string_view text) noexcept { return 1 + (text.size() + 7) / 8; }

    /// Too large if a key occurs twice, which a log should not do.
    static std::size_t size_of(std::initializer_list<hand_field> set) noexcept {
        std::size_t size = 1;
        for (hand_field const& f : set) {
            for (hand_field const* earlier = set.begin(); earlier != &f; ++earlier) {
                if (earlier->key == f.key) return key_twice;
            }
            size += size_of(f.key) + (f.what == hand_field::kind::text ? size_of(f.text) : 2);
        }
        return size;
    }

    /// Returns space for an entry of `n` words and writes the first two. If there is no space, counts the entry and
    /// returns null.
    [[gnu::always_inline]] std::uint64_t* extend(entry kind, int level, std::size_t n) noexcept {
        if (capacity_ - size_ < n && !grow(n)) [[unlikely]] {
            ++dropped_;
            return nullptr;
        }
        std::uint64_t* const to = words_ + size_;
        std::size_t& tail = tails_[head_of(kind)];
        words_[tail + 1] |= size_;  // the link was 0
        tail = size_;
        size_ += n;
        to[0] = static_cast<std::uint64_t>(kind) | std::uint64_t{n} << 32U;
        to[1] = std::uint64_t{static_cast<std::uint32_t>(level)} << 32U;
        return to;
    }

    [[gnu::noinline]] bool grow(std::size_t n) noexcept {
        if (n >= key_twice) return false;
        std::size_t const wanted = std::max({size_ + n, 2 * capacity_, std::size_t{512}});
        void* const grown = std::realloc(words_, wanted * sizeof(std::uint64_t));
        if (grown == nullptr) return false;
        words_ = static_cast<std::uint64_t*>(grown);
        capacity_ = wanted;
        return true;
    }

    /// Each of these returns the place after the value. The last word of a text is padded with zeros.
    [[gnu::always_inline]] static std::uint64_t* put(std::uint64_t* to, std::string_view text) noexcept {
        std::size_t const n = size_of(text);
        to[n - 1] = 0;
        to[0] = text_tag | std::uint64_t{text.size()} << 32U;
        if (!text.empty()) std::memcpy(to + 1, text.data(), text.size());
        return to + n;
    }
    static std::uint64_t* put_number(std::uint64_t* to, hand_field::kind what, std::uint64_t bits) noexcept {
        to[0] = static_cast<std::uint64_t>(what);
        to[1] = bits;
        return to + 2;
    }
    static void put(std::uint64_t* to, std::initializer_list<hand_field> set, std::size_t size) noexcept {
        to[0] = object_tag | std::uint64_t{size - 1} << 32U;
        ++to;
        for (hand_field const& f : set) {
            to = put(to, f.key);
            to = f.what == hand_field::kind::text ? put(to, f.text) : put_number(to, f.what, f.number);
        }
    }

    /// The head of a list is at the place where the link of a previous entry would be.
    static constexpr std::size_t head_of(entry kind) noexcept { return static_cast<std::size_t>(kind); }

    /// Returns the time since the start, which stands still while the clock runs backwards.
    std::int64_t time(std::int64_t ticks) noexcept {
        latest_ = std::max(latest_, ticks - start_);
        return latest_;
    }

    void close_timers() noexcept {
        for (std::size_t at = link(head_of(entry::timer)); at != 0; at = link(at)) {
            if (words_[at + 3] == still_open) words_[at + 3] = words_[at_end];
        }
    }

    /// While all hashes of keys differ, so do the keys.
    [[gnu::always_inline]] void note_key(std::string_view key) noexcept {
        std::uint64_t const bit = std::uint64_t{1}
                                  << ((some_bytes(key) ^ key.size() << 48U) * 0x9e37'79b9'7f4a'7c15ULL >> 58U);
        keys_seen_twice_ |= keys_seen_ & bit;
        keys_seen_ |= bit;
    }

    [[gnu::always_inline]] static std::uint64_t some_bytes(std::string_view key) noexcept {
        std::uint64_t first = 0;
        std::uint32_t ends[2]{};
        if (key.size() >= 8) {
            std::memcpy(&first, key.data(), 8);
        } else if (key.size() >= 4) {
            std::memcpy(&ends[0], key.data(), 4);
            std::memcpy(&ends[1], key.data() + key.size() - 4, 4);
            first = ends[0] | std::uint64_t{ends[1]} << 32U;
        } else if (!key.empty()) {
            first =
                static_cast<unsigned char>(key.front()) | std::uint64_t{static_cast<unsigned char>(key.back())} << 8U;
        }
        return first;
    }

    [[nodiscard]] std::uint32_t link(std::size_t at) const noexcept {
        return static_cast<std::uint32_t>(words_[at + 1]);
    }
    [[nodiscard]] std::string_view key(std::size_t at) const noexcept {
        return {reinterpret_cast<char const*>(words_ + at + 3),
                words_[at + 2] >> 32U};  // cast: any object may be read as chars
    }

    /// The last value of a key is used, at the place of the first, whose link refers to it in its other half.
    void unify_keys() noexcept {
        for (std::size_t before = head_of(entry::data); link(before) != 0;) {
            std::size_t const at = link(before);
            std::size_t first = link(head_of(entry::data));
            while (first != at && key(first) != key(at)) first = link(first);
            if (first == at) {
                before = at;
            } else {
                words_[first + 1] = std::uint64_t{at - first} << 32U | link(first);
                words_[before + 1] = (words_[before + 1] & ~std::uint64_t{0xffff'ffffU}) | link(at);
            }
        }
    }

    std::uint64_t* words_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::uint64_t dropped_ = 0;
    std::uint64_t keys_seen_ = 0;  // one bit for each hash of a key
    std::uint64_t keys_seen_twice_ = 0;
    std::size_t tails_[3]{};  // the last entry of each kind
    std::size_t open_timers_ = 0;
    std::int64_t latest_ = 0;  // the last time
    std::chrono::nanoseconds wall_{0};
    std::int64_t start_ = 0;
    std::int64_t limit_ = 0;  // lines below this level are recorded
    int exceptions_ = 0;      // in flight at the start
};

/// The library with these policies.
template <class Clock, class Levels>
class policies_swapped {
public:
    void operator()(Clock const& clock, request const& r) noexcept {
        logdefer::basic_log_defer<Clock, null_serializer, Levels> log{sink_, clock};
        record_standard(log, r);
    }

private:
    keeping_sink sink_;
};

/// A timer that stops when its scope ends.
template <class Clock>
class hand_timer {
public:
    hand_timer(hand_recorder& to, Clock const& clock, std::string_view name) noexcept
        : to_(to), clock_(clock), place_(to.start(name, clock.ticks())) {}
    hand_timer(hand_timer&&) = delete;
    ~hand_timer() { to_.stop(place_, clock_.ticks()); }

private:
    hand_recorder& to_;
    Clock const& clock_;
    std::size_t place_;
};

/// The policies by hand. A template avoids writing the class three times: each is for one clock, and with or without
/// debug lines.
template <class Clock, bool Debug>
class policies_by_hand {
public:
    void operator()(Clock const& clock, request const& r) noexcept {
        if (!to_.begin(clock.wall(), clock.ticks(), std::numeric_limits<int>::max())) return;
        to_.data("method", r.method);
        to_.data("path", r.path);
        if (to_.takes(30)) to_.line(30, clock.ticks(), "request accepted from the load balancer");
        {
            hand_timer const timer{to_, clock, "authenticate"};
            if (Debug && to_.takes(40)) to_.line(40, clock.ticks(), "session found in the local cache");
        }
        {
            hand_timer const timer{to_, clock, "db.query"};
            if (to_.takes(20)) {
                to_.line(20, clock.ticks(), "connection pool exhausted, waiting for a slot",
                         {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}});
            }
            if (to_.takes(30)) to_.line(30, clock.ticks(), "order loaded with all of its positions");
        }
        {
            hand_timer const timer{to_, clock, "render"};
            if (to_.takes(10)) {
                to_.line(10, clock.ticks(), "peer reset the connection, trying the replica",
                         {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}});
            }
        }
        {
            hand_timer const timer{to_, clock, "send"};
            if (to_.takes(30)) to_.line(30, clock.ticks(), "response written to the client");
        }
        to_.data("status", std::int64_t{r.status});
        to_.data("bytes", std::int64_t{r.bytes});
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
