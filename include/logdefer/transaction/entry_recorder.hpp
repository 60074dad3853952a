// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The recording side of one log: its entries, its outcome, and the counts of what was lost.
///
/// Entries are stored one behind the other, with the ticks at which they were recorded; they are ordered and combined
/// when the recorder is sealed. Not a template: the callers read the clock.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/run_detail.hpp>
#include <logdefer/values/known_size.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The number of lost entries of each kind, and of records that the sink dropped before this one.
using losses = std::array<std::uint32_t, loss_names.size()>;
inline constexpr std::size_t lost_records = 4;  // the index of the number of dropped records

class entry_recorder {
public:
    /// Starts a record, or a part of one, with room for `first_capacity` bytes; returns false if there is no memory.
    [[nodiscard]] bool begin(std::chrono::nanoseconds wall, std::int64_t ticks,
                             std::size_t first_capacity = arena::usual_capacity) noexcept {
        if (!words_.restart(first_capacity)) return false;
        first_capacity_ = first_capacity;
        wall_ = wall;
        ticks_ = ticks;
        lost_ = {};
        state_ = {};
        return true;
    }

    /// Appends an entry: times of `N` words, then the values that `write(value_writer&)` writes.
    ///
    /// Returns the place of the entry, or 0 if it was dropped: there is no memory, an encoder failed, or an encoder
    /// logged.
    template <entry_kind Kind, std::size_t N, class Write>
    std::uint32_t append(word flags, int level, std::array<word, N> times, Write&& write) noexcept {
        if (state_.writing) return drop(Kind);
        std::size_t const place = words_.size();
        word_writer words{words_, depth_of_values};
        if (word* const at = words.extend(entry::head + N)) entry{at}.begin(level, times);
        state_.writing = true;
        state_.unfinished = place;
        bool const written = completes([&] {
            value_writer out = writer_to(words);
            write(out);
        });
        state_.writing = false;
        if (!written || words.failed()) [[unlikely]] {
            words.rewind(place);
            return drop(Kind);
        }
        words_.entry(place).set_header(Kind, flags, words.position() - place);
        return static_cast<std::uint32_t>(place);
    }

    /// Appends an entry of values whose sizes are known, unless a text is too long. Returns its place, or 0 if it was
    /// dropped, which is counted.
    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t append_sized(word flags, int level, std::array<word, N> times,
                                                      Values const&... values) noexcept {
        word_count const size = (sized::size_of(values) + ... + (entry::head + N));
        if (!has_room(size)) [[unlikely]]
            return drop(Kind);
        return place_sized<Kind>(size.words(), flags, level, times, values...);
    }

    /// Appends a line of text.
    [[gnu::always_inline]] void append_line(int level, std::int64_t ticks, text message) noexcept {
        (void)append_sized<entry_kind::log>(0, level, std::array{static_cast<word>(ticks)}, message);
    }

    /// Appends a line of text and fields.
    void append_line(int level, std::int64_t ticks, text message, std::initializer_list<field> set) noexcept {
        std::array const times{static_cast<word>(ticks)};
        word_count const size = sized::size_of(message) + sized::size_of(set) + (entry::head + times.size());
        if (has_room(size)) [[likely]] {
            (void)place_sized<entry_kind::log>(size.words(), 0, level, times, message, set);
            return;
        }
        (void)append<entry_kind::log>(0, level, times, [&](value_writer& out) {
            words_of(out).string(message);
            out.write(fields{set});
        });
    }

    /// Appends a data entry; `write` writes the key and the value.
    template <class Write>
    void append_data(merge_data merge, Write&& write) noexcept {
        (void)append<entry_kind::data>(flag_of(merge), 0, std::array<word, 0>{}, write);
    }

    template <class T>
    [[gnu::always_inline]] void append_data(merge_data merge, text key, T&& value) noexcept {
        if constexpr (sized_value<std::remove_cvref_t<T>>) {
            if (word_writer::is_key(key)) [[likely]] {
                (void)append_sized<entry_kind::data>(flag_of(merge), 0, std::array<word, 0>{}, key, value);
                return;
            }
        }
        write_data(merge, key, std::forward<T>(value));
    }

    [[gnu::always_inline]] std::uint32_t start_timer(text name, std::int64_t ticks, word flags = 0) noexcept {
        std::array const times{static_cast<word>(ticks), static_cast<word>(entry::still_open)};
        return append_sized<entry_kind::timer>(flags, 0, times, name);
    }

    /// Starts a timer with room for a detail, whose numbers are 0 until it is set.
    template <timing Timing>
    std::uint32_t start_detailed_timer(text name, std::int64_t ticks) noexcept {
        std::array const times{static_cast<word>(ticks), static_cast<word>(entry::still_open)};
        return append<entry_kind::timer>(0, 0, times, [&](value_writer& out) {
            words_of(out).string(name);
            if (word* const to = words_of(out).extend(run_detail<Timing>::words)) run_detail<Timing>::place(to);
        });
    }

    /// Sets the detail of a timer that was started with room for it. Times are in nanoseconds.
    template <timing Timing>
    void set_detail(std::uint32_t place, run_counters const& counters) noexcept {
        word* const name = words_.entry(place).name();
        run_detail<Timing>::fill(name + value_size(*name), counters);
    }

    void stop_timer(std::uint32_t place, std::int64_t ticks) noexcept { words_.entry(place).set_timer_end(ticks); }

    /// Returns the name of a timer; empty if the entries have been moved away.
    [[nodiscard]] std::string_view timer_name(std::uint32_t place) const noexcept {
        return place < words_.size() ? value_at(words_.entry(place).name()).text() : std::string_view{};
    }

    /// Returns whether an entry is being written: calls that an encoder makes on its log are refused.
    [[nodiscard]] bool is_writing() const noexcept { return state_.writing; }

    /// Counts an entry as lost. Returns 0, which is the place of no entry.
    [[gnu::cold]] std::uint32_t drop(entry_kind kind) noexcept {
        lose(static_cast<std::size_t>(kind), 1);
        return 0;
    }

    void lose(std::size_t kind, std::uint64_t count) noexcept {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        lost_[kind] = static_cast<std::uint32_t>(smaller(most, saturated_sum<std::uint64_t>(lost_[kind], count)));
    }

    [[nodiscard]] losses const& lost() const noexcept { return lost_; }

    /// Starts a timer with this name, or stops the running one that an earlier call started. O(n) in the entries while
    /// such a timer is running.
    void toggle_timer(text name, std::int64_t now) noexcept {
        auto const open = state_.toggled == 0 ? 0 : find_toggled(name.view());
        if (open != 0) {
            stop_timer(open, now);
            --state_.toggled;
        } else if (start_timer(name, now, entry_flag::toggled) != 0) {
            ++state_.toggled;
        }
    }

    /// Sets the outcome.
    void set_outcome(outcome o) noexcept {
        auto const last = state_.outcome_entry;
        if (last != 0 && last + words_.entry(last).size() == words_.size()) words_.resize(last);
        take_outcome(o, 0);
    }

    /// Sets the outcome as text; `failed` if there is no memory for the text.
    void set_outcome(text words) noexcept {
        set_outcome(outcome::failed);
        state_.outcome_entry =
            append_sized<entry_kind::extra>(entry_flag::outcome, 0, std::array<word, 0>{}, text{outcome_key}, words);
    }

    /// Sets the outcome to one whose text, if it has any, lies in an entry: that of a merged log.
    void take_outcome(outcome o, std::uint32_t place) noexcept {
        state_.result = o;
        state_.outcome_entry = place;
    }

    [[nodiscard]] outcome result() const noexcept { return state_.result; }
    /// Returns the place of the entry with the outcome as text, or 0.
    [[nodiscard]] std::uint32_t outcome_entry() const noexcept { return state_.outcome_entry; }

    static constexpr std::string_view outcome_key = "outcome";

    /// Notes that entries of a kind may be out of order, so that they are sorted when the recorder is sealed.
    void expect_disorder(entry_kind kind) noexcept { state_.unordered[static_cast<std::size_t>(kind)] = true; }
    [[nodiscard]] bool may_be_unordered(entry_kind kind) const noexcept {
        return state_.unordered[static_cast<std::size_t>(kind)];
    }

    /// Notes that the record ends at `t` after its start, or later.
    void end_not_before(std::chrono::nanoseconds t) noexcept { state_.least_end = larger(state_.least_end, t); }
    [[nodiscard]] std::chrono::nanoseconds least_end() const noexcept { return state_.least_end; }

    /// Moves the sealed entries to a record, whose memory the recorder takes over.
    void surrender(record& to) noexcept {
        words_.swap(to.entries_);
        words_.resize(0);
    }

    [[nodiscard]] arena& words() noexcept { return words_; }
    [[nodiscard]] arena const& words() const noexcept { return words_; }

    /// The start of the record.
    [[nodiscard]] std::chrono::nanoseconds wall() const noexcept { return wall_; }
    [[nodiscard]] std::int64_t ticks() const noexcept { return ticks_; }

    /// The capacity in bytes with which the recorder was begun, as those of forks are.
    [[nodiscard]] std::size_t first_capacity() const noexcept { return first_capacity_; }

private:
    static constexpr int depth_of_values = 3;  // inside the record, one of its lists, and an entry

    static constexpr word flag_of(merge_data merge) noexcept {
        return merge == merge_data::deep ? entry_flag::deep : 0U;
    }

    /// Returns whether an entry of this size can be appended now; never if the size is unknown.
    [[nodiscard, gnu::always_inline]] bool has_room(word_count size) noexcept {
        if (state_.writing) return false;
        return words_.limit() - words_.size() >= size.words() || make_room(size);
    }

    [[nodiscard, gnu::noinline]] bool make_room(word_count size) noexcept {
        return size.is_known() && words_.reserve(size.words());
    }

    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t place_sized(std::size_t size, word flags, int level, std::array<word, N> times,
                                                     Values const&... values) noexcept {
        std::size_t const place = words_.size();
        entry const e{words_.take(size)};
        e.set_header(Kind, flags, size);
        word* at = e.begin(level, times);
        ((at = sized::place(at, values)), ...);
        return static_cast<std::uint32_t>(place);
    }

    template <class T>
    [[gnu::noinline]] void write_data(merge_data merge, text key, T&& value) noexcept {
        append_data(merge, [&](value_writer& out) {
            words_of(out).key(key);
            out.write(std::forward<T>(value));
        });
    }

    /// Returns the open timer that `toggle_timer` started with this name, or 0. O(n) in the entries.
    [[nodiscard]] std::uint32_t find_toggled(std::string_view name) noexcept {
        for (std::size_t at = layout::entries; at < whole_entries(); at += words_.entry(at).size()) {
            auto const e = words_.entry(at);
            if (e.kind() != entry_kind::timer || !e.has(entry_flag::toggled) || !e.is_open_timer()) continue;
            if (value_at(e.name()).text() == name) return static_cast<std::uint32_t>(at);
        }
        return 0;
    }

    /// Returns the end of the entries, without the one that is being written.
    [[nodiscard]] std::size_t whole_entries() const noexcept {
        return state_.writing ? state_.unfinished : words_.size();
    }

    struct state {
        outcome result = outcome::ok;
        std::uint32_t outcome_entry = 0;  // the entry with the outcome as text, or 0
        int toggled = 0;                  // open timers that were started by name
        bool writing = false;             // code of the program is writing an entry
        std::size_t unfinished = 0;       // the place of that entry
        std::array<bool, 4> unordered{};  // the kinds of entries that may be out of order
        std::chrono::nanoseconds least_end{0};
    };

    arena words_;
    losses lost_{};
    std::size_t first_capacity_ = 0;
    std::chrono::nanoseconds wall_{0};
    std::int64_t ticks_ = 0;
    state state_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
