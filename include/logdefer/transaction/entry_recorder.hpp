// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The recording side of one log: its entries, its outcome, and the counts of what was lost.
///
/// Entries are stored one behind the other, with a link from each to the next one of its kind, so that sealing need not
/// visit them; where necessary, they are sorted and combined then. Only what reads the clock is a template.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/entry_layout.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/settings/static_members.hpp>
#include <logdefer/transaction/lines_by_level.hpp>
#include <logdefer/transaction/run_detail.hpp>
#include <logdefer/values/key_set.hpp>
#include <logdefer/values/known_size.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The number of lost entries of each kind, and of what else can be lost.
using losses = std::array<std::uint32_t, loss_names.size()>;
inline constexpr std::size_t lost_records = 4;  // the index of the number of records that the sink dropped before
inline constexpr std::size_t lost_probes = 5;   // the index of the number of probes without a result

class entry_recorder {
public:
    static constexpr int depth_of_values = 3;  // inside the record, one of its lists, and an entry

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

    /// Reads the clock, and returns the time since the start, as `read_time` does.
    template <class Clock>
    [[nodiscard, gnu::always_inline]] std::int64_t now(Clock const& clock) noexcept {
        return read_time(clock, clock.ticks());
    }

    /// Notes a reading of the clock, and returns its time in nanoseconds since the start of the record. Never returns
    /// less than before, even if the clock runs backwards.
    template <class Clock>
    [[gnu::always_inline]] std::int64_t read_time(Clock const& clock, std::int64_t ticks) noexcept {
        return note(since_start(clock, ticks));
    }

    /// Returns the time of an earlier reading of the clock; negative if that was before the start.
    template <class Clock>
    [[nodiscard, gnu::always_inline]] std::int64_t since_start(Clock const& clock, std::int64_t ticks) const noexcept {
        return clock.elapsed(wrapped_difference(ticks, ticks_)).count();
    }

    /// Appends an entry: times of `N` words, then the values that `write(value_writer&)` writes.
    ///
    /// Returns the place of the entry, or 0 if it was dropped: there is no memory, an encoder failed, or an encoder
    /// logged.
    template <entry_kind Kind, std::size_t N, class Write>
    std::uint32_t append(word flags, int level, std::array<std::int64_t, N> times, Write&& write) noexcept {
        if (words_.is_locked()) return drop(Kind);
        std::size_t const place = words_.size();
        word_writer words{words_, depth_of_values};
        if (word* const at = words.extend(entry::head + N)) entry{at}.begin(level, times);
        words_.lock();
        bool const written = completes([&] {
            value_writer out = writer_to(words);
            write(out);
        });
        words_.unlock();
        if (!written || words.failed()) [[unlikely]] {
            words.rewind(place);
            return drop(Kind);
        }
        words_.entry(place).set_header(Kind, flags, words.position() - place);
        link(Kind, place, place);
        return static_cast<std::uint32_t>(place);
    }

    /// Appends an entry of values whose sizes are known, unless a text is too long. Returns its place, or 0 if it was
    /// dropped, which is counted.
    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t append_sized(word flags, int level, std::array<std::int64_t, N> times,
                                                      Values const&... values) noexcept {
        word_count const size = (sized::size_of(values) + ... + (entry::head + N));
        if (!has_room(size)) [[unlikely]]
            return drop(Kind);
        return place_sized<Kind, linked::yes>(size.words(), flags, level, times, values...);
    }

    /// Appends the entries from `first` to `last`, which are linked to each other, to the list of their kind.
    [[gnu::always_inline]] void link(entry_kind kind, std::size_t first, std::size_t last) noexcept {
        std::uint32_t& tail = state_.tails[static_cast<std::size_t>(kind)];
        words_.entry(tail).link(first);
        tail = static_cast<std::uint32_t>(last);
    }

    /// Finds the last entry of a kind again, after entries were removed. O(n)
    void end_list(entry_kind kind) noexcept {
        std::uint32_t last = tail_of_empty(kind);
        while (auto const next = words_.entry(last).next()) last = next;
        state_.tails[static_cast<std::size_t>(kind)] = last;
    }

    /// Returns the last entry of a kind, or `tail_of_empty(kind)`.
    [[nodiscard]] std::uint32_t tail(entry_kind kind) const noexcept {
        return state_.tails[static_cast<std::size_t>(kind)];
    }

    /// Appends a line of text.
    ///
    /// @tparam When  a time, or a clock that is read now
    template <class When>
    [[gnu::always_inline]] void append_line(int level, When const& when, text message) noexcept {
        word_count const size = sized::size_of(message) + (entry::head + 1);
        if (word* const at = begin_line(when, size)) [[likely]]
            (void)word_writer::place(entry{at}.begin_line(level, size.words()), message);
    }

    /// Appends a line of text and fields.
    template <clock_source Clock>
    [[gnu::noinline]] void append_line(int level, Clock const& clock, text message,
                                       std::initializer_list<field> set) noexcept {
        append_line(level, now(clock), message, set);
    }
    void append_line(int level, std::int64_t time, text message, std::initializer_list<field> set) noexcept {
        std::array const times{time};
        word_count const size = sized::size_of(message) + sized::size_of(set) + (entry::head + times.size());
        if (has_room(size)) [[likely]] {
            (void)place_sized<entry_kind::log, linked::yes>(size.words(), 0, level, times, message, set);
            return;
        }
        (void)append<entry_kind::log>(0, level, times, [&](value_writer& out) {
            words_of(out).string(message);
            out.write(fields{set});
        });
    }

    /// Appends the static members of all records.
    void append_extras(static_members const& members) noexcept {
        auto const from = static_entries::of(members);
        if (from.empty()) return;
        auto at = static_cast<std::uint32_t>(words_.size());
        word* const to = words_.extend(from.size());
        if (to == nullptr) return lose(static_cast<std::size_t>(entry_kind::extra), 1);
        std::memcpy(to, from.data(), from.size() * sizeof(word));
        for (; at != words_.size(); at += static_cast<std::uint32_t>(words_.entry(at).size())) {
            link(entry_kind::extra, at, at);
        }
    }

    /// Appends a data entry; `write` writes the key and the value.
    template <class Write>
    void append_data(merge_data merge, Write&& write) noexcept {
        auto const place = append<entry_kind::data>(flag_of(merge), 0, no_times{}, write);
        if (place != 0) state_.keys.add(value_at(words_.entry(place).key()).text());
    }

    template <class T>
    [[gnu::always_inline]] void append_data(merge_data merge, text key, T&& value) noexcept {
        if constexpr (sized_value<std::remove_cvref_t<T>>) {
            if (word_writer::is_key(key)) [[likely]] {
                state_.keys.add(key.view());
                (void)append_sized<entry_kind::data>(flag_of(merge), 0, no_times{}, key, value);
            } else {
                element const e{value};  // one function for all types
                write_data(merge, key, written_element{e});
            }
        } else {
            write_data(merge, key, std::forward<T>(value));
        }
    }

    [[gnu::always_inline]] std::uint32_t start_timer(text name, std::int64_t start, word flags = 0) noexcept {
        auto const place = append_sized<entry_kind::timer>(flags, 0, std::array{start, entry::still_open}, name);
        if (place != 0) add_open_timer();
        return place;
    }

    /// Starts a timer with room for a detail, whose numbers are 0 until it is set.
    template <timing Timing>
    std::uint32_t start_detailed_timer(text name, std::int64_t start) noexcept {
        std::array const times{start, entry::still_open};
        auto const place = append<entry_kind::timer>(0, 0, times, [&](value_writer& out) {
            words_of(out).string(name);
            if (word* const to = words_of(out).extend(run_detail<Timing>::words)) run_detail<Timing>::place(to);
        });
        if (place != 0) add_open_timer();
        return place;
    }

    /// Sets the detail of a timer that was started with room for it. Times are in nanoseconds.
    template <timing Timing>
    void set_detail(std::uint32_t place, run_counters const& counters) noexcept {
        word* const name = words_.entry(place).name();
        run_detail<Timing>::fill(name + value_size(*name), counters);
    }

    /// Ends a timer, but not before its start.
    void stop_timer(std::uint32_t place, std::int64_t end) noexcept {
        entry const timer = words_.entry(place);
        timer.set_timer_end(larger(timer.time(), end));
        --state_.open_timers;
    }

    /// Ends all open timers. Returns the end of the record: `now`, which `read_time` has returned, or the latest time
    /// of what was merged if that is later.
    std::int64_t end(std::int64_t now) noexcept {
        std::int64_t const end = larger(now, state_.least_end);
        if (state_.open_timers != 0) [[unlikely]]
            stop_timers(end);
        return end;
    }

    /// Notes a timer that was appended and has not ended.
    void add_open_timer() noexcept { ++state_.open_timers; }

    /// Returns the name of a timer; empty if the entries have been moved away.
    [[nodiscard]] std::string_view timer_name(std::uint32_t place) const noexcept {
        return place < words_.size() ? value_at(words_.entry(place).name()).text() : std::string_view{};
    }

    /// Returns whether an entry is being written: calls that an encoder makes on its log are refused.
    [[nodiscard]] bool is_writing() const noexcept { return words_.is_locked(); }

    /// Counts an entry as lost. Returns 0, which is the place of no entry.
    [[gnu::cold]] std::uint32_t drop(entry_kind kind) noexcept {
        lose(static_cast<std::size_t>(kind), 1);
        return 0;
    }

    void lose(std::size_t kind, std::uint64_t count) noexcept {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        lost_[kind] = static_cast<std::uint32_t>(smaller(most, saturated_sum<std::uint64_t>(lost_[kind], count)));
        state_.any_lost = state_.any_lost || count != 0;
    }

    /// Counts lines of one level as lost because they were left out of the record.
    void leave_out_lines(int level, std::uint32_t lines) noexcept {
        lose(static_cast<std::size_t>(entry_kind::log), lines);
        left_out_.add(level, lines);
    }
    [[nodiscard]] lines_by_level const& left_out_lines() const noexcept { return left_out_; }
    void forget_left_out_lines() noexcept { left_out_.clear(); }

    [[nodiscard]] losses const& lost() const noexcept { return lost_; }
    [[nodiscard]] bool has_lost() const noexcept { return state_.any_lost; }

    /// Starts a timer with this name, or stops the running one that an earlier call started. O(n) in the timers while
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
        word_count const size = sized::size_of(text{outcome_key}) + sized::size_of(words) + entry::head;
        state_.outcome_entry = has_room(size) ? place_sized<entry_kind::extra, linked::no>(
                                                    size.words(), 0, 0, no_times{}, text{outcome_key}, words)
                                              : drop(entry_kind::extra);
    }

    /// Sets the outcome to one whose text, if it has any, lies in an entry: that of a merged log.
    void take_outcome(outcome o, std::uint32_t place) noexcept {
        state_.result = o;
        state_.outcome_entry = place;
    }

    [[nodiscard]] outcome result() const noexcept { return state_.result; }
    /// Returns the place of the entry with the outcome as text, or 0. It is linked when the recorder is sealed, since
    /// an outcome may be set several times.
    [[nodiscard]] std::uint32_t outcome_entry() const noexcept { return state_.outcome_entry; }

    static constexpr std::string_view outcome_key = "outcome";

    /// Notes that lines or timers may be out of order, so that they are sorted when the recorder is sealed.
    void expect_unordered_lines() noexcept { state_.unordered_lines = true; }
    void expect_unordered_timers() noexcept { state_.unordered_timers = true; }
    [[nodiscard]] bool has_unordered_lines() const noexcept { return state_.unordered_lines; }
    [[nodiscard]] bool has_unordered_timers() const noexcept { return state_.unordered_timers; }

    /// Returns whether the entries are a record as they are: in order, without timers to end, keys to unify, an outcome
    /// or losses to write.
    [[nodiscard]] bool is_in_order() const noexcept {
        bool const no_extras = state_.result == outcome::ok && state_.outcome_entry == 0 && !state_.any_lost;
        bool const sorted = !state_.unordered_lines && !state_.unordered_timers && !state_.keys.may_repeat();
        return no_extras && sorted && state_.open_timers == 0;
    }

    /// Returns whether two data entries may have one key.
    [[nodiscard]] bool may_repeat_key() const noexcept { return state_.keys.may_repeat(); }
    void expect_repeated_keys() noexcept { state_.keys.expect_repeated(); }

    /// Notes that the record ends at `t` after its start, or later.
    void end_not_before(std::int64_t t) noexcept { state_.least_end = larger(state_.least_end, t); }

    /// Leaves to another recorder, which has been begun, what is still open: the timers that run, at their places, and
    /// the outcome. Everything else stays here, as a part of the record without outcome. Returns false if there is no
    /// memory; then nothing has changed.
    [[nodiscard]] bool leave_open_to(entry_recorder& rest) noexcept {
        std::size_t end = layout::entries;
        for (auto at = first_entry(words_.words(), entry_kind::timer); at != 0; at = words_.entry(at).next()) {
            if (words_.entry(at).is_open_timer()) end = at + words_.entry(at).size();
        }
        std::size_t const outcome_size = state_.outcome_entry == 0 ? 0 : words_.entry(state_.outcome_entry).size();
        if (!rest.words_.reserve(end - layout::entries + outcome_size)) return false;
        word* const to = rest.words_.take(end - layout::entries);
        std::memcpy(to, words_.words() + layout::entries, (end - layout::entries) * sizeof(word));
        rest.state_ = state_;
        rest.state_.tails = empty_tails;
        rest.state_.keys = {};
        rest.state_.any_lost = rest.state_.unordered_lines = rest.state_.unordered_timers = false;
        move_open_timers_to(rest);
        if (outcome_size != 0) {
            rest.state_.outcome_entry = static_cast<std::uint32_t>(rest.words_.size());
            std::memcpy(rest.words_.take(outcome_size), words_.words() + state_.outcome_entry,
                        outcome_size * sizeof(word));
        }
        take_outcome(outcome::ok, 0);
        return true;
    }

    /// Exchanges everything with another recorder of the same record.
    void swap(entry_recorder& other) noexcept {
        words_.swap(other.words_);
        std::swap(state_, other.state_);
        std::swap(lost_, other.lost_);
        std::swap(left_out_, other.left_out_);
    }

    /// Exchanges the entries with another recorder, but neither losses nor outcome.
    void swap_entries(entry_recorder& other) noexcept {
        words_.swap(other.words_);
        std::swap(state_.tails, other.state_.tails);
    }

    /// Notes that the entries of another recorder, which has ended, are now part of this one, besides their losses and
    /// outcome.
    void take_notes(entry_recorder const& part) noexcept {
        state_.keys.add(part.state_.keys);
        end_not_before(larger(part.state_.least_end, part.state_.latest));
    }

    /// Removes all entries.
    void clear() noexcept {
        words_.resize(layout::entries);
        for (std::uint32_t k = 0; k < empty_tails.size(); ++k) words_[layout::heads + k] = 0;
        state_.tails = empty_tails;
    }

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
    static constexpr std::array empty_tails{tail_of_empty(entry_kind::data), tail_of_empty(entry_kind::log),
                                            tail_of_empty(entry_kind::timer), tail_of_empty(entry_kind::extra)};

    static constexpr word flag_of(merge_data merge) noexcept {
        return merge == merge_data::deep ? entry_flag::deep : 0U;
    }

    /// Returns the time, or the latest one that was noted if that is later.
    [[nodiscard, gnu::always_inline]] std::int64_t note(std::int64_t time) noexcept {
        if (time < state_.latest) [[unlikely]]
            return state_.latest;
        return state_.latest = time;
    }

    /// Returns whether an entry of this size can be appended now; never if the size is unknown.
    [[nodiscard, gnu::always_inline]] bool has_room(word_count size) noexcept {
        return words_.has_room(size.words()) || make_room(size);
    }

    [[nodiscard, gnu::noinline]] bool make_room(word_count size) noexcept {
        return !words_.is_locked() && size.is_known() && words_.reserve(size.words());
    }

    /// Removes the timers that run from the list, and adds their copies, which lie at the same places, to that of
    /// `rest`.
    void move_open_timers_to(entry_recorder& rest) noexcept {
        auto before = tail_of_empty(entry_kind::timer);
        for (auto at = words_.entry(before).next(); at != 0; at = words_.entry(before).next()) {
            if (!words_.entry(at).is_open_timer()) {
                before = at;
                continue;
            }
            words_.entry(before).set_next(words_.entry(at).next());
            rest.words_.entry(at).set_next(0);
            rest.link(entry_kind::timer, at, at);
        }
        state_.open_timers = 0;
    }

    void stop_timers(std::int64_t end) noexcept {
        for (auto at = first_entry(words_.words(), entry_kind::timer); at != 0; at = words_.entry(at).next()) {
            if (words_.entry(at).is_open_timer()) stop_timer(at, end);
        }
    }

    /// Appends a line of `size` words, of which only the time and the link are written, and returns its place; null if
    /// it was dropped, which is counted. With a clock, does what all calls have in common: not inline, since programs
    /// have many calls.
    template <clock_source Clock>
    [[nodiscard, gnu::noinline]] word* begin_line(Clock const& clock, word_count size) noexcept {
        std::int64_t const time = since_start(clock, clock.ticks());
        if (time < state_.latest || !words_.has_room(size.words())) [[unlikely]]
            return begin_late_line(time, size);
        state_.latest = time;
        return place_line(time, size);
    }
    [[nodiscard]] word* begin_line(std::int64_t time, word_count size) noexcept {
        if (has_room(size)) [[likely]]
            return place_line(time, size);
        (void)drop(entry_kind::log);
        return nullptr;
    }
    /// Apart, so that the usual case needs no stack.
    [[nodiscard, gnu::noinline]] word* begin_late_line(std::int64_t time, word_count size) noexcept {
        return begin_line(note(time), size);
    }
    [[nodiscard, gnu::always_inline]] word* place_line(std::int64_t time, word_count size) noexcept {
        std::size_t const place = words_.size();
        word* const at = words_.take(size.words());
        entry{at}.set_time(time);
        link(entry_kind::log, place, place);
        return at;
    }

    enum class linked : bool { no, yes };

    template <entry_kind Kind, linked Linked, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t place_sized(std::size_t size, word flags, int level,
                                                     std::array<std::int64_t, N> times,
                                                     Values const&... values) noexcept {
        std::size_t const place = words_.size();
        entry const e{words_.take(size)};
        // first, since after the copies the compiler has to load again what they might have changed
        if constexpr (Linked == linked::yes) link(Kind, place, place);
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

    /// Returns the open timer that `toggle_timer` started with this name, or 0. O(n) in the timers.
    [[nodiscard]] std::uint32_t find_toggled(std::string_view name) noexcept {
        auto at = first_entry(words_.words(), entry_kind::timer);
        for (; at != 0; at = words_.entry(at).next()) {
            auto const e = words_.entry(at);
            if (e.has(entry_flag::toggled) && e.is_open_timer() && value_at(e.name()).text() == name) break;
        }
        return at;
    }

    struct state {
        outcome result = outcome::ok;
        bool any_lost = false;
        bool unordered_lines = false;  // merged with those of others
        bool unordered_timers = false;
        std::uint32_t outcome_entry = 0;  // the entry with the outcome as text, or 0
        std::uint32_t toggled = 0;        // open timers that were started by name
        std::uint32_t open_timers = 0;
        std::array<std::uint32_t, 4> tails = empty_tails;  // the last entry of each kind
        std::int64_t latest = 0;                           // the last time that was read
        std::int64_t least_end = 0;                        // of what was merged
        key_set keys;
    };

    arena words_;
    losses lost_{};
    lines_by_level left_out_;
    std::size_t first_capacity_ = 0;
    std::chrono::nanoseconds wall_{0};
    std::int64_t ticks_ = 0;
    state state_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
