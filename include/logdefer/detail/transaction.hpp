// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a log and its timers share: the write side of one transaction.
///
/// Not a template: clocks come in where times are read or resolved. Lives at one address from the first call to the
/// last timer, so that the log may move, and comes from a pool of the thread, so that a steady program allocates
/// nothing.

#include <logdefer/detail/arena.hpp>
#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/entry_list.hpp>
#include <logdefer/detail/sized.hpp>
#include <logdefer/detail/word_writer.hpp>
#include <logdefer/error.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/record.hpp>
#include <logdefer/sink.hpp>
#include <logdefer/value_writer.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>

namespace logdefer::detail {

class transaction {
public:
    static constexpr std::int64_t still_open = std::numeric_limits<std::int64_t>::min();

    /// Starts a record; false when there is no memory even for an empty one.
    [[nodiscard]] bool begin(std::chrono::nanoseconds wall, std::int64_t ticks) noexcept {
        text_.truncate(0);
        if (!entries_.restart() || text_.prepare(stub_size) == nullptr) return false;
        for (unsigned k = 0; k < 4; ++k) tails_[k] = entry_list::tail_of_empty(static_cast<entry_kind>(k));
        dropped_ = {};
        wall_ = wall;
        ticks_ = ticks;
        state_ = {};
        return true;
    }

    /// Appends an entry: times of `N` words, then the values that `write(value_writer&)` writes.
    ///
    /// Returns its place; 0 when it had to be dropped: no memory, an encoder that failed, or one that logged.
    template <entry_kind Kind, std::size_t N, class Write>
    std::uint32_t append(word flags, int level, std::array<word, N> times, Write&& write) noexcept {
        if (state_.writing) return drop(Kind);
        std::size_t const place = entries_.size();
        word_writer words{entries_, depth_of_values};
        if (word* const entry = words.extend(2 + N)) begin_entry(entry, level, times);
        state_.writing = true;
        state_.entry = place;
        bool const written = completes([&] {
            value_writer out{words};
            write(out);
        });
        state_.writing = false;
        if (!written || words.failed()) [[unlikely]] {
            words.rewind(place);
            return drop(Kind);
        }
        entries_[place] = pack(static_cast<word>(Kind), flags, words.position() - place);
        return static_cast<std::uint32_t>(place);
    }

    /// Appends an entry of values whose sizes are known; 0, and nothing is counted, when that cannot be done.
    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t try_append_sized(word flags, int level, std::array<word, N> times,
                                                          Values const&... values) noexcept {
        std::size_t const size = 2 + N + (sized::size_of(values) + ...);
        std::size_t const place = entries_.size();
        word* const entry = state_.writing ? nullptr : entries_.extend(size);
        if (entry == nullptr) [[unlikely]]
            return 0;
        begin_entry(entry, level, times);
        entry[0] = pack(static_cast<word>(Kind), flags, size);
        word* at = entry + 2 + N;
        ((at = sized::place(at, values)), ...);
        return static_cast<std::uint32_t>(place);
    }

    /// The same, but what cannot be done is counted.
    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t append_sized(word flags, int level, std::array<word, N> times,
                                                      Values const&... values) noexcept {
        auto const place = try_append_sized<Kind>(flags, level, times, values...);
        return place != 0 ? place : drop(Kind);
    }

    /// Appends a line of text.
    [[gnu::always_inline]] void append_line(int level, std::int64_t ticks, text message) noexcept {
        (void)append_sized<entry_kind::log>(0, level, std::array{static_cast<word>(ticks)}, message);
    }

    /// Appends a line of text and fields.
    void append_line(int level, std::int64_t ticks, text message, fields set) noexcept {
        std::array const times{static_cast<word>(ticks)};
        if (try_append_sized<entry_kind::log>(0, level, times, message, set) != 0) [[likely]]
            return;
        (void)append<entry_kind::log>(0, level, times, [&](value_writer& out) {
            out.words().string(message);
            out.write(set);
        });
    }

    /// Appends a data entry; `write` writes the key and the value.
    template <class Write>
    void append_data(merge_data merge, Write&& write) noexcept {
        (void)append<entry_kind::data>(flag_of(merge), 0, std::array<word, 0>{}, write);
    }

    template <sized_value T>
    void append_data(merge_data merge, text key, T const& value) noexcept {
        (void)append_sized<entry_kind::data>(flag_of(merge), 0, std::array<word, 0>{}, key, value);
    }

    [[gnu::always_inline]] std::uint32_t start_timer(text name, std::int64_t ticks, word flags = 0) noexcept {
        std::array const times{static_cast<word>(ticks), static_cast<word>(still_open)};
        return append_sized<entry_kind::timer>(flags, 0, times, name);
    }

    void stop_timer(std::uint32_t place, std::int64_t ticks) noexcept {
        entries_[place + 3] = static_cast<word>(ticks);
    }

    /// Empty where the entries have been given away.
    [[nodiscard]] std::string_view timer_name(std::uint32_t place) const noexcept {
        return place < entries_.size() ? value_view{entries_.words() + place + 4}.text() : std::string_view{};
    }

    /// The open timer that `toggle` started under this name, or 0. O(n) in the entries.
    [[nodiscard]] std::uint32_t find_toggled(std::string_view name) noexcept {
        for (std::uint32_t at = layout::entries; at < whole_entries(); at += high(entries_[at])) {
            if (kind_of_entry(entries_[at]) != entry_kind::timer) continue;
            bool const toggled = (flags_of(entries_[at]) & entry_flag::toggled) != 0;
            if (toggled && is_open(at) && timer_name(at) == name) return at;
        }
        return 0;
    }

    /// Takes over the entries of another record, with its times moved by the difference of the two starts.
    void merge(record_view other, merge_data data) noexcept;

    /// Turns ticks into offsets, orders and unifies the entries, and tells what was lost. Nothing may be added after.
    template <class Clock>
    record_view seal(Clock const& clock, std::int64_t end_ticks) noexcept;

    /// What is left when the record cannot be rendered: its start, its end, and how much was lost. Needs no memory.
    record_view reduce_to_stub() noexcept;

    /// Gives the sealed entries away.
    void surrender(arena& to) noexcept {
        entries_.swap(to);
        entries_.resize(0);
    }

    /// Where the entries end, without the one that is being written.
    [[nodiscard]] std::size_t whole_entries() const noexcept { return state_.writing ? state_.entry : entries_.size(); }

    /// Counts an entry as lost; 0, the place that no entry has.
    [[gnu::cold]] std::uint32_t drop(entry_kind kind) noexcept {
        add_losses(static_cast<std::size_t>(kind), 1);
        return 0;
    }

    struct state {
        outcome result = outcome::ok;
        bool outcome_set = false;
        bool writing = false;   // an entry is being written: an encoder that logs is refused
        bool merged = false;    // lines may be out of order
        bool same_key = false;  // two data entries may have one key
        bool sealed = false;    // nothing may be recorded any more, not by timers either
        bool over = false;      // the log has let go: the last timer gives the transaction back
        bool silent = false;    // cancelled: timers that come late are no news
        int live_timers = 0;
        int toggled = 0;                        // open timers started by name
        int exceptions = 0;                     // in flight when the log began
        std::size_t entry = 0;                  // the one that is being written
        word keys_seen = 0;                     // one bit for each hash of a key
        std::chrono::nanoseconds least_end{0};  // from merged records
    };

    [[nodiscard]] state& status() noexcept { return state_; }
    [[nodiscard]] arena& entries() noexcept { return entries_; }
    [[nodiscard]] output_buffer& text_buffer() noexcept { return text_; }
    [[nodiscard]] std::size_t memory() const noexcept { return entries_.capacity() * sizeof(word) + text_.capacity(); }

    sink_handle sink;
    error_hook on_error;
    transaction* next_free = nullptr;  // in the pool

private:
    static constexpr int depth_of_values = 3;       // inside the record, one of its lists, and an entry
    static constexpr std::size_t stub_size = 4096;  // bytes: a stub's text, and what a serializer asks for at once

    static constexpr word flag_of(merge_data merge) noexcept {
        return merge == merge_data::deep ? entry_flag::deep : 0U;
    }

    template <std::size_t N>
    [[gnu::always_inline]] static void begin_entry(word* entry, int level, std::array<word, N> times) noexcept {
        entry[1] = word{static_cast<std::uint32_t>(level)} << 32U;
        for (std::size_t i = 0; i < N; ++i) entry[2 + i] = times[i];
    }

    void link(entry_kind kind, std::uint32_t at) noexcept {
        std::uint32_t& tail = tails_[static_cast<std::size_t>(kind)];
        entries_[tail + 1] |= at;  // the last entry's link was 0
        tail = at;
    }

    /// A set of 64 hashes: while no bit comes twice, no key does, and `seal` need not look.
    void note_key(value_view key) noexcept {
        auto const s = key.text();
        word first = 0;
        if (key.is_padded() || s.size() >= sizeof first) {
            std::memcpy(&first, s.empty() ? "\0\0\0\0\0\0\0" : s.data(), sizeof first);
        } else {
            for (std::size_t i = 0; i < s.size(); ++i) first |= word{static_cast<unsigned char>(s[i])} << 8 * i;
        }
        word const bit = word{1} << ((first ^ word{s.size()} << 48U) * 0x9e37'79b9'7f4a'7c15ULL >> 58U);
        state_.same_key = state_.same_key || (state_.keys_seen & bit) != 0;
        state_.keys_seen |= bit;
    }

    [[nodiscard]] std::int64_t ticks_since_start(std::int64_t ticks) const noexcept {
        return saturated_difference(ticks, ticks_);
    }

    template <class Clock>
    [[nodiscard]] std::int64_t offset_of(Clock const& clock, word flags, word time) const noexcept {
        auto const t = static_cast<std::int64_t>(time);
        bool const resolved = (flags & entry_flag::merged) != 0;
        return larger<std::int64_t>(0, resolved ? t : clock.elapsed(ticks_since_start(t)).count());
    }

    /// What one pass over the entries finds out.
    struct summary {
        std::int64_t own_line = 0;  ///< the latest line of this log: they never run backwards, whatever the clock did
        std::int64_t line = 0;      ///< the latest of all lines
        std::int64_t timer = 0;     ///< the latest end of a timer that has one
        bool open_timers = false;
    };

    template <class Clock>
    summary resolve(Clock const& clock) noexcept;
    template <class Clock>
    void resolve_line(Clock const& clock, word* line, summary& found) const noexcept;
    template <class Clock>
    void resolve_timer(Clock const& clock, word* timer, summary& found) const noexcept;
    void close_timers(std::int64_t end) noexcept;
    [[nodiscard]] bool is_open(std::uint32_t timer) const noexcept {
        return static_cast<std::int64_t>(entries_[timer + 3]) == still_open;
    }

    bool copy_entry(word const* entry, std::int64_t shift, word flags) noexcept;
    void copy_all(record_view other, std::int64_t shift, merge_data data) noexcept;
    void add_losses(value_view counts) noexcept;
    void add_losses(std::size_t kind, std::uint64_t count) noexcept;
    static std::size_t count_entries(word const* sealed, std::size_t kind) noexcept;
    void write_epilogue() noexcept;

    arena entries_;
    output_buffer text_;
    std::array<std::uint32_t, 4> tails_{};
    std::array<std::uint32_t, 4> dropped_{};
    std::chrono::nanoseconds wall_{0};
    std::int64_t ticks_ = 0;
    state state_;
};

/// Turns ticks into offsets, and threads the entries of each kind on a list, in the order recorded. Until then they
/// only lie one behind the other.
template <class Clock>
transaction::summary transaction::resolve(Clock const& clock) noexcept {
    summary found;
    word* const words = entries_.words();
    for (std::size_t at = layout::entries; at < entries_.size(); at += high(words[at])) {
        auto const kind = kind_of_entry(words[at]);
        if (kind == entry_kind::log) {
            resolve_line(clock, words + at, found);
        } else if (kind == entry_kind::timer) {
            resolve_timer(clock, words + at, found);
        } else if (kind == entry_kind::data) {
            note_key(value_view{words + at + 2});
        }
        link(kind, static_cast<std::uint32_t>(at));
    }
    return found;
}

template <class Clock>
void transaction::resolve_line(Clock const& clock, word* line, summary& found) const noexcept {
    word const flags = flags_of(line[0]);
    std::int64_t offset = offset_of(clock, flags, line[2]);
    if ((flags & entry_flag::merged) == 0) offset = found.own_line = larger(found.own_line, offset);
    found.line = larger(found.line, offset);
    line[2] = static_cast<word>(offset);
}

/// Timers that are still open wait for the record's end, on which the others may have a say.
template <class Clock>
void transaction::resolve_timer(Clock const& clock, word* timer, summary& found) const noexcept {
    word const flags = flags_of(timer[0]);
    std::int64_t const start = offset_of(clock, flags, timer[2]);
    bool const open = static_cast<std::int64_t>(timer[3]) == still_open;
    std::int64_t const end = open ? start : larger(start, offset_of(clock, flags, timer[3]));
    timer[2] = static_cast<word>(start);
    if (!open) timer[3] = static_cast<word>(end);
    found.timer = larger(found.timer, end);
    found.open_timers = found.open_timers || open;
}

inline void transaction::close_timers(std::int64_t end) noexcept {
    entry_list const timers{entries_, entry_kind::timer};
    for (auto at = timers.first(); at != 0; at = timers.next(at)) {
        if (is_open(at)) entries_[at + 3] = static_cast<word>(end);
    }
}

template <class Clock>
record_view transaction::seal(Clock const& clock, std::int64_t end_ticks) noexcept {
    state_.sealed = true;
    auto const found = resolve(clock);
    std::int64_t end = larger<std::int64_t>(clock.elapsed(ticks_since_start(end_ticks)).count(), 0);
    end = larger(larger(end, state_.least_end.count()), larger(found.line, found.timer));
    if (found.open_timers) close_timers(end);
    if (state_.merged) entry_list{entries_, entry_kind::log}.sort_by_time();
    if (state_.same_key) {
        dropped_[static_cast<std::size_t>(entry_kind::data)] += static_cast<std::uint32_t>(key_merger{entries_}.run());
    }
    entries_[layout::start] = static_cast<word>(wall_.count());
    entries_[layout::end] = static_cast<word>(end);
    entries_[layout::latest_timer_end] = static_cast<word>(found.open_timers ? end : found.timer);
    write_epilogue();
    return record_view{entries_.words()};
}

/// The last entries go into room kept for them, so they are written when memory is out.
inline void transaction::write_epilogue() noexcept {
    entries_.open_epilogue();
    auto const extra = [&](text key, auto const& write) {
        auto const at = append<entry_kind::extra>(0, 0, std::array<word, 0>{}, [&](value_writer& out) {
            out.words().string(key);
            write(out);
        });
        if (at != 0) link(entry_kind::extra, at);
    };
    if (state_.result != outcome::ok) {
        extra("outcome", [&](value_writer& out) { out.write(outcome_names[static_cast<std::size_t>(state_.result)]); });
    }
    if (dropped_ == std::array<std::uint32_t, 4>{}) return;
    extra("dropped", [&](value_writer& out) {
        out.object([&](object_writer& counts) {
            for (std::size_t k = 0; k < 4; ++k) {
                if (dropped_[k] != 0) counts.member(entry_names[k], dropped_[k]);
            }
        });
    });
}

inline record_view transaction::reduce_to_stub() noexcept {
    for (std::size_t k = 0; k < 4; ++k) {
        auto const kind = static_cast<entry_kind>(k);
        if (kind != entry_kind::extra) add_losses(k, count_entries(entries_.words(), k));
        entries_[layout::heads + k] = 0;
        tails_[k] = entry_list::tail_of_empty(kind);
    }
    entries_[layout::latest_timer_end] = 0;
    entries_.resize(layout::entries);
    write_epilogue();
    return record_view{entries_.words()};
}

inline bool transaction::copy_entry(word const* entry, std::int64_t shift, word flags) noexcept {
    auto const kind = kind_of_entry(*entry);
    std::size_t const size = high(*entry);
    word* const to = entries_.extend(size);
    if (to == nullptr) {
        (void)drop(kind);
        return false;
    }
    std::memcpy(to, entry, size * sizeof(word));
    to[0] = pack(static_cast<word>(kind), flags, size);
    to[1] = with_low(to[1], 0);
    auto const moved = [&](word time) {
        return static_cast<word>(larger<std::int64_t>(0, saturated_sum(static_cast<std::int64_t>(time), shift)));
    };
    if (kind == entry_kind::log || kind == entry_kind::timer) to[2] = moved(to[2]);
    if (kind == entry_kind::timer) to[3] = moved(to[3]);
    return true;
}

inline void transaction::copy_all(record_view other, std::int64_t shift, merge_data data) noexcept {
    word const* const words = other.words();
    for (auto const kind : {entry_kind::log, entry_kind::timer}) {
        for (auto at = low(words[layout::heads + static_cast<unsigned>(kind)]); at != 0; at = low(words[at + 1])) {
            (void)copy_entry(words + at, shift, entry_flag::merged);
        }
    }
    for (data_view const d : other.data()) {
        append_data(data, [&](value_writer& out) {
            out.words().copy(d.key().words());
            out.words().copy(d.value().words());
        });
    }
}

inline void transaction::add_losses(std::size_t kind, std::uint64_t count) noexcept {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    dropped_[kind] = static_cast<std::uint32_t>(smaller(most, saturated_sum<std::uint64_t>(dropped_[kind], count)));
}

/// Entries of one kind in a sealed record.
inline std::size_t transaction::count_entries(word const* sealed, std::size_t kind) noexcept {
    std::size_t n = 0;
    for (auto at = low(sealed[layout::heads + kind]); at != 0; at = low(sealed[at + 1])) ++n;
    return n;
}

/// What a merged record had lost is lost in this one.
inline void transaction::add_losses(value_view counts) noexcept {
    if (counts.kind() != value_kind::object) return;
    for (std::size_t k = 0; k < 4; ++k) {
        auto const count = find_member(counts, entry_names[k]);
        bool const counted =
            count && (count->kind() == value_kind::integer || count->kind() == value_kind::unsigned_integer);
        if (counted && count->integer() > 0) add_losses(k, count->unsigned_integer());
    }
}

inline void transaction::merge(record_view other, merge_data data) noexcept {
    if (state_.writing) {  // an encoder may not add to the entry it is in
        for (std::size_t k = 0; k < 3; ++k) add_losses(k, count_entries(other.words(), k));
        return;
    }
    std::int64_t const shift = saturated_difference(other.start().count(), wall_.count());
    copy_all(other, shift, data);
    state_.merged = true;
    state_.least_end = larger(state_.least_end, std::chrono::nanoseconds{saturated_sum(other.end().count(), shift)});
    for (data_view const extra : other.extras()) {
        if (extra.key().text() == "dropped") add_losses(extra.value());
    }
}

}  // namespace logdefer::detail
