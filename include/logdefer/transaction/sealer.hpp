// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Turns the entries of a log into a record that can be read.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/transaction/key_merger.hpp>
#include <logdefer/transaction/lines_by_level.hpp>
#include <logdefer/values/value_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Seals one recorder, to which nothing may be added afterwards.
class sealer {
public:
    explicit sealer(entry_recorder& entries) noexcept : recorder_(entries), entries_(entries.words()) {}

    /// Ends the record at `now`, as `entry_recorder::end` does, sorts and unifies the entries, and adds the outcome and
    /// the counts of losses. O(1) if there is nothing to sort, to unify or to end.
    record_view seal(std::int64_t now) noexcept {
        if (!order(now)) [[unlikely]] {
            entries_.open_epilogue();
            write_outcome();
            if (recorder_.has_lost()) write_losses();
        }
        return padded();
    }

    /// Does what `seal` does, and calls `decide(record_view)` between ordering the entries and adding the losses.
    /// Returns its result.
    template <class Decide>
    [[nodiscard, gnu::always_inline]] bool seal(std::int64_t now, Decide const& decide) noexcept {
        (void)order(now);
        if (recorder_.outcome_entry() != 0 || recorder_.result() != outcome::ok) {
            if (!entries_.reserve(room_for_outcome)) entries_.open_epilogue();
            write_outcome();
            entries_.close_epilogue();
        }
        if (!decide(padded())) return false;
        (void)with_losses();
        return true;
    }

    /// Writes the losses of a sealed record again, after further ones.
    record_view update_losses() noexcept {
        entry_list{entries_, entry_kind::extra}.remove_if([&](std::uint32_t at) {
            auto const e = entries_.entry(at);
            if (value_at(e.key()).text() != losses_key) return false;
            if (at + e.size() == entries_.size()) entries_.resize(at);
            return true;
        });
        recorder_.end_list(entry_kind::extra);
        return with_losses();
    }

    /// Reduces a sealed record that cannot be rendered to its start, its end, its outcome and the counts of losses.
    /// Needs no memory.
    record_view reduce_to_stub() noexcept {
        for (auto const kind : {entry_kind::data, entry_kind::log, entry_kind::timer}) {
            recorder_.lose(static_cast<std::size_t>(kind), count_entries(entries_.words(), kind));
        }
        recorder_.clear();
        recorder_.take_outcome(recorder_.result(), 0);
        entries_.open_epilogue();
        write_outcome();
        if (recorder_.has_lost()) write_losses();
        return padded();
    }

private:
    static constexpr std::size_t room_for_outcome = 32;

    /// Ends the record; sorts and unifies the entries unless they are in order, and returns whether they were.
    [[gnu::always_inline]] bool order(std::int64_t now) noexcept {
        bool const in_order = recorder_.is_in_order();
        entries_[layout::start] = static_cast<word>(recorder_.wall().count());
        entries_[layout::end] = static_cast<word>(recorder_.end(now));
        if (!in_order) [[unlikely]]
            put_in_order();
        return in_order;
    }

    [[gnu::noinline]] void put_in_order() noexcept {
        if (recorder_.has_unordered_lines()) entry_list{entries_, entry_kind::log}.sort_by_time();
        if (recorder_.has_unordered_timers()) entry_list{entries_, entry_kind::timer}.sort_by_time();
        if (recorder_.may_repeat_key()) {
            recorder_.lose(static_cast<std::size_t>(entry_kind::data), key_merger{entries_}.run());
        }
    }

    /// Adds the counts of losses, for which there is room, unless nothing is lost. Returns the record.
    record_view with_losses() noexcept {
        if (recorder_.has_lost()) {
            entries_.open_epilogue();
            write_losses();
            entries_.close_epilogue();
        }
        return padded();
    }

    record_view padded() noexcept {
        entries_.pad();
        return record_at(entries_.words());
    }

    void write_outcome() noexcept {
        auto const result = recorder_.result();
        if (recorder_.outcome_entry() != 0) {
            recorder_.link(entry_kind::extra, recorder_.outcome_entry(), recorder_.outcome_entry());
        } else if (result != outcome::ok) {
            write_extra(entry_recorder::outcome_key,
                        [&](value_writer& out) { out.write(outcome_names[static_cast<std::size_t>(result)]); });
        }
    }

    void write_losses() noexcept {
        losses const lost = recorder_.lost();
        write_extra(losses_key, [&](value_writer& out) {
            out.object([&](object_writer& counts) {
                for (std::size_t k = 0; k < lost.size(); ++k) {
                    if (lost[k] != 0) counts.member(loss_names[k], lost[k]);
                }
                auto const& left_out = recorder_.left_out_lines();
                if (!left_out.empty()) counts.member("levels", left_out);
            });
        });
    }

    template <class Write>
    void write_extra(text key, Write const& write) noexcept {
        (void)recorder_.append<entry_kind::extra>(0, 0, no_times{}, [&](value_writer& out) {
            words_of(out).key(key);
            write(out);
        });
    }

    static constexpr std::string_view losses_key = "dropped";

    entry_recorder& recorder_;
    arena& entries_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
