// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Turns the entries of a log into a record that can be read.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/key_merger.hpp>
#include <logdefer/values/object_merger.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <chrono>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Seals one recorder, to which nothing may be added afterwards.
class sealer {
public:
    explicit sealer(entry_recorder& entries) noexcept : recorder_(entries), entries_(entries.words()) { empty_lists(); }

    /// Converts ticks to offsets, sorts and unifies the entries, and adds the counts of losses.
    template <class Clock>
    record_view seal(Clock const& clock, std::int64_t end_ticks) noexcept;

    struct times {
        std::int64_t end;
        std::int64_t latest_timer_end;
        bool same_key;  ///< two data entries may have one key
    };

    /// Converts ticks to offsets and ends open timers: the first half of `seal`, and all of it for a part of a record.
    template <class Clock>
    [[gnu::always_inline]] times resolve_times(Clock const& clock, std::int64_t end_ticks) noexcept;

    /// Reduces a sealed record that cannot be rendered to its start, its end, its outcome and the counts of losses.
    /// Needs no memory.
    record_view reduce_to_stub() noexcept;

private:
    void empty_lists() noexcept {
        for (unsigned k = 0; k < 4; ++k) tails_[k] = entry_list::tail_of_empty(static_cast<entry_kind>(k));
    }

    void link(entry_kind kind, std::uint32_t at) noexcept {
        std::uint32_t& tail = tails_[static_cast<std::size_t>(kind)];
        entries_.entry(tail).link(at);
        tail = at;
    }

    /// Removes all outcomes that were set as text, except that in the entry `kept`.
    void drop_outcomes_but(std::uint32_t kept) noexcept {
        entry_list extras{entries_, entry_kind::extra};
        std::uint32_t tail = extras.before_first();
        for (auto at = extras.first(); at != 0; at = extras.next(at)) {
            if (at != kept && entries_.entry(at).has(entry_flag::outcome)) continue;
            extras.set_next(tail, at);
            tail = at;
        }
        extras.set_next(tail, 0);
        tails_[static_cast<std::size_t>(entry_kind::extra)] = tail;
    }

    [[nodiscard]] std::int64_t ticks_since_start(std::int64_t ticks) const noexcept {
        return saturated_difference(ticks, recorder_.ticks());
    }

    /// Returns a time since the start. Entries of merged records already have such times; that of an entry of this log
    /// may be negative.
    template <class Clock>
    [[nodiscard]] std::int64_t resolved(Clock const& clock, entry e, std::int64_t time) const noexcept {
        if (e.has(entry_flag::merged)) [[unlikely]]
            return time;
        return clock.elapsed(ticks_since_start(time)).count();
    }

    /// The results of one pass over the entries.
    struct summary {
        std::int64_t line = 0;  ///< the latest line of this log; their times never decrease, even if the clock does
        std::int64_t merged_line = 0;  ///< the latest line of merged records
        std::int64_t timer = 0;        ///< the latest end of a timer that has ended
        bool open_timers = false;
        bool same_key = false;  ///< two data entries may have one key
    };

    template <class Clock>
    summary resolve_entries(Clock const& clock) noexcept;
    template <class Clock>
    void resolve_line(Clock const& clock, entry line, summary& found) const noexcept;
    template <class Clock>
    void resolve_timer(Clock const& clock, entry timer, summary& found) const noexcept;
    void close_timers(std::int64_t end) noexcept;
    void write_epilogue() noexcept;

    entry_recorder& recorder_;
    arena& entries_;
    std::array<std::uint32_t, 4> tails_{};
};

/// Converts ticks to offsets, and links the entries of each kind into a list, in the order in which they were recorded.
template <class Clock>
sealer::summary sealer::resolve_entries(Clock const& clock) noexcept {
    summary found;
    key_set keys;
    word* const words = entries_.words();
    std::size_t const end = entries_.size();
    std::array<std::uint32_t, 4> tails = tails_;  // a copy, which no store through the words can change
    for (std::size_t at = layout::entries; at < end;) {
        entry const e{words + at};
        auto const kind = e.kind();
        std::uint32_t& tail = tails[static_cast<std::size_t>(kind)];
        entry{words + tail}.link(at);
        tail = static_cast<std::uint32_t>(at);
        at += e.size();
        if (kind == entry_kind::log) {
            resolve_line(clock, e, found);
        } else if (kind == entry_kind::timer) {
            resolve_timer(clock, e, found);
        } else if (kind == entry_kind::data) {
            keys.add(value_at(e.key()));
        }
    }
    tails_ = tails;
    found.same_key = keys.may_repeat();
    return found;
}

template <class Clock>
void sealer::resolve_line(Clock const& clock, entry line, summary& found) const noexcept {
    std::int64_t const offset = resolved(clock, line, line.time());
    if (line.has(entry_flag::merged)) [[unlikely]] {
        found.merged_line = larger(found.merged_line, offset);
        return;
    }
    found.line = larger(found.line, offset);
    line.set_time(found.line);
}

/// Open timers are ended later, at the end of the record, which may depend on other entries.
template <class Clock>
void sealer::resolve_timer(Clock const& clock, entry timer, summary& found) const noexcept {
    std::int64_t const start = larger<std::int64_t>(0, resolved(clock, timer, timer.time()));
    timer.set_time(start);
    found.timer = larger(found.timer, start);
    if (timer.is_open_timer()) [[unlikely]] {
        found.open_timers = true;
        return;
    }
    std::int64_t const end = larger(start, resolved(clock, timer, timer.timer_end()));
    timer.set_timer_end(end);
    found.timer = larger(found.timer, end);
}

inline void sealer::close_timers(std::int64_t end) noexcept {
    entry_list const timers{entries_, entry_kind::timer};
    for (auto at = timers.first(); at != 0; at = timers.next(at)) {
        if (entries_.entry(at).is_open_timer()) entries_.entry(at).set_timer_end(end);
    }
}

template <class Clock>
[[gnu::always_inline]] inline sealer::times sealer::resolve_times(Clock const& clock, std::int64_t end_ticks) noexcept {
    auto const found = resolve_entries(clock);
    std::int64_t end = larger<std::int64_t>(clock.elapsed(ticks_since_start(end_ticks)).count(), 0);
    end =
        larger(larger(end, recorder_.least_end().count()), larger(larger(found.line, found.merged_line), found.timer));
    if (found.open_timers) close_timers(end);
    return {end, found.open_timers ? end : found.timer, found.same_key};
}

template <class Clock>
record_view sealer::seal(Clock const& clock, std::int64_t end_ticks) noexcept {
    auto const [end, latest_timer_end, same_key] = resolve_times(clock, end_ticks);
    for (auto const kind : {entry_kind::log, entry_kind::timer}) {
        if (recorder_.may_be_unordered(kind)) entry_list{entries_, kind}.sort_by_time();
    }
    if (same_key) recorder_.lose(static_cast<std::size_t>(entry_kind::data), key_merger{entries_}.run());
    entries_[layout::start] = static_cast<word>(recorder_.wall().count());
    entries_[layout::end] = static_cast<word>(end);
    entries_[layout::latest_timer_end] = static_cast<word>(latest_timer_end);
    write_epilogue();
    entries_.pad();
    return record_at(entries_.words());
}

/// Writes the last entries into the room kept for them, so that they are written even if there is no memory.
inline void sealer::write_epilogue() noexcept {
    entries_.open_epilogue();
    auto const extra = [&](text key, auto const& write) {
        auto const at = recorder_.append<entry_kind::extra>(0, 0, std::array<word, 0>{}, [&](value_writer& out) {
            words_of(out).key(key);
            write(out);
        });
        if (at != 0) link(entry_kind::extra, at);
    };
    auto const result = recorder_.result();
    drop_outcomes_but(recorder_.outcome_entry());
    if (recorder_.outcome_entry() == 0 && result != outcome::ok) {
        extra(text{entry_recorder::outcome_key},
              [&](value_writer& out) { out.write(outcome_names[static_cast<std::size_t>(result)]); });
    }
    losses const lost = recorder_.lost();
    if (lost == losses{}) return;
    extra("dropped", [&](value_writer& out) {
        out.object([&](object_writer& counts) {
            for (std::size_t k = 0; k < lost.size(); ++k) {
                if (lost[k] != 0) counts.member(loss_names[k], lost[k]);
            }
        });
    });
}

inline record_view sealer::reduce_to_stub() noexcept {
    for (std::size_t k = 0; k < 4; ++k) {
        auto const kind = static_cast<entry_kind>(k);
        if (kind != entry_kind::extra) recorder_.lose(k, count_entries(entries_.words(), kind));
        entries_[layout::heads + k] = 0;
    }
    empty_lists();
    recorder_.take_outcome(recorder_.result(), 0);
    entries_[layout::latest_timer_end] = 0;
    entries_.resize(layout::entries);
    write_epilogue();
    entries_.pad();
    return record_at(entries_.words());
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
