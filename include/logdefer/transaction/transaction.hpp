// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The recording side of one transaction, which a log and its timers share.
///
/// Entries are stored one behind the other, with the ticks at which they were recorded; they are ordered and combined
/// when the transaction is sealed. Not a template: the callers read the clock. A transaction stays at one address from
/// the first call to the last timer, so that the log can be moved, and comes from a pool of the thread, so that a
/// program in a steady state does not allocate.

#include <logdefer/arena/arena.hpp>
#include <logdefer/arena/word_writer.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/sinks/sink.hpp>
#include <logdefer/sinks/sink_handle.hpp>
#include <logdefer/transaction/run_detail.hpp>
#include <logdefer/values/known_size.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The number of lost entries of each kind, and of records that the sink dropped before this one.
using losses = std::array<std::uint32_t, loss_names.size()>;
inline constexpr std::size_t lost_records = 4;  // the index of the number of dropped records

/// Whether a part becomes part of its record; `open`: not yet decided.
enum class membership : std::uint8_t { open, full, none };

class transaction;

/// A listener that is called when a log ends, before its entries are sealed: the listener may have an open timer there.
class end_listener {
public:
    end_listener() = default;
    end_listener(end_listener&&) = delete;

    /// Called once, sequenced with the calls on the log. The listener has been removed before.
    virtual void log_ends(transaction& t, std::int64_t now) noexcept = 0;

    /// Called instead of `log_ends` in a child process, where locks of other threads stay locked: the log ends without
    /// a record.
    virtual void log_is_left_behind() noexcept = 0;

    end_listener* next_listener = nullptr;

protected:
    ~end_listener() = default;
};

class transaction {
public:
    static constexpr std::int64_t still_open = std::numeric_limits<std::int64_t>::min();

    /// Starts a record, or a part of one, with room for `first_capacity` bytes; returns false if there is no memory.
    [[nodiscard]] bool begin(std::chrono::nanoseconds wall, std::int64_t ticks,
                             std::size_t first_capacity = arena::usual_capacity) noexcept {
        if (!entries_.restart(first_capacity)) return false;
        first_capacity_ = first_capacity;
        lost_ = {};
        generation_of_process_ = &process::generation();
        generation_ = *generation_of_process_;
        wall_ = wall;
        ticks_ = ticks;
        writing_ = false;
        state_ = {};
        watch_exceptions();
        whole = nullptr;
        parent = nullptr;
        share = membership::open;
        listeners_ = nullptr;
        owners.store(1, memory_order::relaxed);  // relaxed: no other thread knows it yet
        return true;
    }

    /// Appends an entry: times of `N` words, then the values that `write(value_writer&)` writes.
    ///
    /// Returns the place of the entry, or 0 if it was dropped: there is no memory, an encoder failed, or an encoder
    /// logged.
    template <entry_kind Kind, std::size_t N, class Write>
    std::uint32_t append(word flags, int level, std::array<word, N> times, Write&& write) noexcept {
        if (writing_) return drop(Kind);
        std::size_t const place = entries_.size();
        word_writer words{entries_, depth_of_values};
        if (word* const entry = words.extend(2 + N)) begin_entry(entry, level, times);
        writing_ = true;
        entry_ = place;
        bool const written = completes([&] {
            value_writer out{words};
            write(out);
        });
        writing_ = false;
        if (!written || words.failed()) [[unlikely]] {
            words.rewind(place);
            return drop(Kind);
        }
        entries_[place] = pack(static_cast<word>(Kind), flags, words.position() - place);
        return static_cast<std::uint32_t>(place);
    }

    /// Appends an entry of values whose sizes are known, unless a text is too long. Returns its place, or 0 if it was
    /// dropped, which is counted.
    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t append_sized(word flags, int level, std::array<word, N> times,
                                                      Values const&... values) noexcept {
        word_count const size = (sized::size_of(values) + ... + (2 + N));
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
        word_count const size = sized::size_of(message) + sized::size_of(set) + 3;
        if (has_room(size)) [[likely]] {
            (void)place_sized<entry_kind::log>(size.words(), 0, level, times, message, set);
            return;
        }
        (void)append<entry_kind::log>(0, level, times, [&](value_writer& out) {
            out.words().string(message);
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
        std::array const times{static_cast<word>(ticks), static_cast<word>(still_open)};
        return append_sized<entry_kind::timer>(flags, 0, times, name);
    }

    /// Starts a timer with room for a detail, whose numbers are 0 until it is set.
    template <timing Timing>
    std::uint32_t start_detailed_timer(text name, std::int64_t ticks) noexcept {
        std::array const times{static_cast<word>(ticks), static_cast<word>(still_open)};
        return append<entry_kind::timer>(0, 0, times, [&](value_writer& out) {
            out.words().string(name);
            if (word* const to = out.words().extend(run_detail<Timing>::words)) run_detail<Timing>::place(to);
        });
    }

    /// Sets the detail of a timer that was started with room for it. Times are in nanoseconds.
    template <timing Timing>
    void set_detail(std::uint32_t place, run_counters const& counters) noexcept {
        word* const name = entries_.words() + place + 4;
        run_detail<Timing>::fill(name + value_size(*name), counters);
    }

    void stop_timer(std::uint32_t place, std::int64_t ticks) noexcept {
        entries_[place + 3] = static_cast<word>(ticks);
    }

    /// Returns the name of a timer; empty if the entries have been moved away.
    [[nodiscard]] std::string_view timer_name(std::uint32_t place) const noexcept {
        return place < entries_.size() ? value_view{entries_.words() + place + 4}.text() : std::string_view{};
    }

    /// Returns the open timer that `toggle_timer` started with this name, or 0. O(n) in the entries.
    [[nodiscard]] std::uint32_t find_toggled(std::string_view name) noexcept {
        for (std::uint32_t at = layout::entries; at < whole_entries(); at += high(entries_[at])) {
            if (kind_of_entry(entries_[at]) != entry_kind::timer) continue;
            bool const toggled = (flags_of(entries_[at]) & entry_flag::toggled) != 0;
            if (toggled && is_open(at) && timer_name(at) == name) return at;
        }
        return 0;
    }

    /// Returns the end of the entries, without the one that is being written.
    [[nodiscard]] std::size_t whole_entries() const noexcept { return writing_ ? entry_ : entries_.size(); }

    /// Returns whether an entry is being written: calls that an encoder makes on its log are refused.
    [[nodiscard]] bool is_writing() const noexcept { return writing_; }

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

    void tell_at_end(end_listener& l) noexcept { l.next_listener = std::exchange(listeners_, &l); }

    void tell_listeners(std::int64_t now) noexcept {
        while (end_listener* const l = listeners_) {
            listeners_ = l->next_listener;
            l->log_ends(*this, now);
        }
    }

    void leave_listeners_behind() noexcept {
        while (end_listener* const l = listeners_) {
            listeners_ = l->next_listener;
            l->log_is_left_behind();
        }
    }

    /// Returns whether this is a copy of a transaction of the parent process, which writes it.
    [[nodiscard]] bool is_inherited() const noexcept { return generation_ != *generation_of_process_; }
    [[nodiscard]] bool record_is_inherited() const noexcept {
        return whole == nullptr ? is_inherited() : whole->is_inherited();
    }

    /// Makes the record belong to this process.
    void adopt() noexcept {
        generation_ = *generation_of_process_;
        if (whole != nullptr) whole->generation_ = *whole->generation_of_process_;
    }

    /// Ends the recording. Timers that still run become owners of the transaction.
    void close() noexcept {
        state_.sealed = true;
        if (state_.live_timers != 0) owners.fetch_add(state_.live_timers, memory_order::relaxed);  // only counts
    }

    /// Releases one owner; returns whether it was the last one.
    [[nodiscard]] bool let_go() noexcept {
        // acquire and release: what any owner did happens before what the last owner does next
        return owners.load(memory_order::acquire) == 1 || owners.fetch_sub(1, memory_order::acq_rel) == 1;
    }

    /// Moves the sealed entries to another arena.
    void surrender(arena& to) noexcept {
        entries_.swap(to);
        entries_.resize(0);
    }

    /// Sets the outcome.
    void set_outcome(outcome o) noexcept {
        auto const last = state_.outcome_entry;
        if (last != 0 && last + high(entries_[last]) == entries_.size()) entries_.resize(last);
        state_.result = o;
        state_.outcome_entry = 0;
        state_.outcome_set = true;
        state_.outcome_proposed = false;
    }

    /// Sets the outcome as text; `failed` if there is no memory for the text.
    void set_outcome(text words) noexcept {
        set_outcome(outcome::failed);
        state_.outcome_entry =
            append_sized<entry_kind::extra>(entry_flag::outcome, 0, std::array<word, 0>{}, text{outcome_key}, words);
    }

    /// Sets the outcome, unless it has been set.
    void propose_outcome(outcome o) noexcept {
        if (state_.outcome_set) return;
        set_outcome(o);
        state_.outcome_proposed = true;
    }

    /// Notes that the log is on this thread now, and that the exceptions which are in flight here are not its own.
    void watch_exceptions() noexcept {
        int const flying = std::uncaught_exceptions();
        state_.exceptions = is_on_its_thread() ? smaller(state_.exceptions, flying) : flying;
        state_.thread = ::pthread_self();
    }

    /// Proposes the outcome that an exception in flight implies. On another thread, its origin cannot be determined.
    void propose_outcome_of_unwinding() noexcept {
        int const flying = std::uncaught_exceptions();
        if (flying == 0) return;
        if (state_.wait_unwound) {
            propose_outcome(outcome::abandoned);
        } else if (flying > state_.exceptions && is_on_its_thread()) {
            propose_outcome(outcome::exception);
        }
    }

    static constexpr std::string_view outcome_key = "outcome";

    struct state {
        outcome result = outcome::ok;
        std::uint32_t outcome_entry = 0;  // the entry with the outcome as text, or 0
        bool outcome_set = false;
        bool outcome_proposed = false;  // set by an event and not by the program
        bool wait_unwound = false;      // an exception came out of the last wait of the log's fiber
        bool merged = false;            // lines may be out of order
        bool gathered = false;          // timers may be out of order
        bool sealed = false;            // nothing may be recorded any more, not even by timers
        bool silent = false;            // cancelled: late timers are not reported
        int live_timers = 0;
        int toggled = 0;     // open timers that were started by name
        int exceptions = 0;  // in flight on the thread when it was last checked
        ::pthread_t thread{};
        std::chrono::nanoseconds least_end{0};  // from merged records
    };

    [[nodiscard]] state& status() noexcept { return state_; }
    [[nodiscard]] state const& status() const noexcept { return state_; }
    [[nodiscard]] arena& entries() noexcept { return entries_; }
    [[nodiscard]] output_buffer& text_buffer() noexcept { return text_; }
    [[nodiscard]] std::size_t memory() const noexcept { return entries_.capacity() * sizeof(word) + text_.capacity(); }

    /// The start of the transaction.
    [[nodiscard]] std::chrono::nanoseconds wall() const noexcept { return wall_; }
    [[nodiscard]] std::int64_t ticks() const noexcept { return ticks_; }

    /// The capacity in bytes with which the transaction was begun, as its forks are.
    [[nodiscard]] std::size_t first_capacity() const noexcept { return first_capacity_; }

    sink_handle sink;
    error_hook on_error;
    transaction* next = nullptr;  // in the pool, or on the list of ended parts

    // For a record with several logs (see fan_out.hpp):
    transaction* whole = nullptr;         // where the parts are gathered; a whole refers to itself
    transaction* parent = nullptr;        // from which this part was forked; this part keeps it alive
    membership share = membership::open;  // only for the thread that gathers: a live parent belongs to other threads
    atomic<int> owners{1};                // the log, the transactions of its forks and, once closed, its live timers
    atomic<std::size_t> logs{0};          // in a whole: the number of logs that have not ended
    atomic<transaction*> ended{nullptr};  // in a whole: the parts that have ended, the latest first
    atomic<bool> cancelled{false};        // in a whole: closed without a record

private:
    static constexpr int depth_of_values = 3;  // inside the record, one of its lists, and an entry

    static constexpr word flag_of(merge_data merge) noexcept {
        return merge == merge_data::deep ? entry_flag::deep : 0U;
    }

    template <std::size_t N>
    [[gnu::always_inline]] static void begin_entry(word* entry, int level, std::array<word, N> times) noexcept {
        entry[1] = word{static_cast<std::uint32_t>(level)} << 32U;
        for (std::size_t i = 0; i < N; ++i) entry[2 + i] = times[i];
    }

    /// Returns whether an entry of this size can be appended now; never if the size is unknown.
    [[nodiscard, gnu::always_inline]] bool has_room(word_count size) noexcept {
        if (writing_) return false;
        return entries_.limit() - entries_.size() >= size.words() || make_room(size);
    }

    [[nodiscard, gnu::noinline]] bool make_room(word_count size) noexcept {
        return size.is_known() && entries_.reserve(size.words());
    }

    template <entry_kind Kind, std::size_t N, class... Values>
    [[gnu::always_inline]] std::uint32_t place_sized(std::size_t size, word flags, int level, std::array<word, N> times,
                                                     Values const&... values) noexcept {
        std::size_t const place = entries_.size();
        word* const entry = entries_.take(size);
        begin_entry(entry, level, times);
        entry[0] = pack(static_cast<word>(Kind), flags, size);
        word* at = entry + 2 + N;
        ((at = sized::place(at, values)), ...);
        return static_cast<std::uint32_t>(place);
    }

    template <class T>
    [[gnu::noinline]] void write_data(merge_data merge, text key, T&& value) noexcept {
        append_data(merge, [&](value_writer& out) {
            out.words().key(key);
            out.write(std::forward<T>(value));
        });
    }

    [[nodiscard]] bool is_on_its_thread() const noexcept {
        return ::pthread_equal(state_.thread, ::pthread_self()) != 0;
    }

    [[nodiscard]] bool is_open(std::uint32_t timer) const noexcept {
        return static_cast<std::int64_t>(entries_[timer + 3]) == still_open;
    }

    arena entries_;
    output_buffer text_;
    losses lost_{};
    unsigned generation_ = 0;  // of the process that began the transaction
    unsigned const* generation_of_process_ = &process::generation();
    std::size_t first_capacity_ = 0;
    std::chrono::nanoseconds wall_{0};
    std::int64_t ticks_ = 0;
    bool writing_ = false;
    std::size_t entry_ = 0;  // the entry that is being written
    end_listener* listeners_ = nullptr;
    state state_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
