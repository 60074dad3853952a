// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Adds the entries of other records and logs to those of a log.

#include <logdefer/arena/arena.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/entry_list.hpp>
#include <logdefer/transaction/entry_recorder.hpp>
#include <logdefer/values/object_merger.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace logdefer::inline LOGDEFER_ABI::detail {

class merger {
public:
    explicit merger(entry_recorder& target) noexcept : target_(target) {}

    /// Copies the entries of another record, with its times shifted by the difference of the two starts.
    void add(record_view other, merge_data data) noexcept {
        if (target_.is_writing()) {  // an encoder must not add to the entry it writes
            lose_all(words_of(other));
            return;
        }
        std::int64_t const shift = saturated_difference(other.start().count(), target_.wall().count());
        copy_all(other, shift, data);
        target_.expect_unordered_lines();
        target_.end_not_before(saturated_sum<std::int64_t>(other.end().count(), shift));
        for (data_view const extra : other.extras()) {
            if (extra.key().text() == "dropped") add_losses(extra.value());
        }
    }

    enum class source_entries : bool { keep, give_up };

    /// Takes over the entries of another log of the same record, which has ended. Returns the place of its outcome as
    /// text, or 0.
    std::uint32_t add(entry_recorder& part, source_entries how) noexcept {
        auto outcome_entry = part.outcome_entry();
        bool const target_is_empty = target_.words().size() == layout::entries;
        if (target_is_empty && how == source_entries::give_up) {
            target_.swap_entries(part);  // needs no memory: the entries of the first log are never lost at the end
        } else {
            auto const moved_to = copy_entries(part);
            if (outcome_entry != 0) outcome_entry = moved_to == 0 ? 0 : outcome_entry + moved_to - layout::entries;
        }
        if (part.has_lost()) {
            for (std::size_t k = 0; k < part.lost().size(); ++k) target_.lose(k, part.lost()[k]);
        }
        if (!target_is_empty || part.has_unordered_lines()) {  // the latter: the part has merged records
            target_.expect_unordered_lines();
            target_.expect_unordered_timers();
        }
        target_.take_notes(part);
        return outcome_entry;
    }

private:
    void lose_all(word const* words) noexcept {
        for (auto const kind : {entry_kind::data, entry_kind::log, entry_kind::timer}) {
            target_.lose(static_cast<std::size_t>(kind), count_entries(words, kind));
        }
    }

    /// Copies all entries; returns the place of the first one, or 0 if there is no memory.
    std::uint32_t copy_entries(entry_recorder const& part) noexcept {
        arena const& from = part.words();
        auto& entries = target_.words();
        auto const place = static_cast<std::uint32_t>(entries.size());
        std::size_t const size = from.size() - layout::entries;
        word* const at = entries.extend(size);
        if (at == nullptr) {
            lose_all(from.words());
            return 0;
        }
        std::memcpy(at, from.words() + layout::entries, size * sizeof(word));
        for (auto const kind : {entry_kind::data, entry_kind::log, entry_kind::timer}) {
            link_copies(part, kind, place - layout::entries);
        }
        return place;
    }

    /// Links the copies of a part's entries of one kind, which lie `shift` words further than the originals.
    void link_copies(entry_recorder const& part, entry_kind kind, std::uint32_t shift) noexcept {
        auto const first = first_entry(part.words().words(), kind);
        if (first == 0) return;
        word* const copies = target_.words().words() + shift;
        for (auto at = first; at != part.tail(kind);) {
            auto const next = entry{copies + at}.next();
            entry{copies + at}.set_next(next + shift);
            at = next;
        }
        target_.link(kind, first + shift, part.tail(kind) + shift);
    }

    void copy_all(record_view other, std::int64_t shift, merge_data data) noexcept {
        word const* const words = words_of(other);
        for (auto const kind : {entry_kind::log, entry_kind::timer}) {
            for (auto at = first_entry(words, kind); at != 0; at = const_entry{words + at}.next()) {
                copy_entry(words + at, shift);
            }
        }
        for (data_view const d : other.data()) {
            target_.append_data(data, [&](value_writer& out) {
                words_of(out).copy(words_of(d.key()));
                words_of(out).copy(words_of(d.value()));
            });
        }
    }

    void copy_entry(word const* from, std::int64_t shift) noexcept {
        auto const kind = const_entry{from}.kind();
        std::size_t const size = const_entry{from}.size();
        auto const place = static_cast<std::uint32_t>(target_.words().size());
        word* const to = target_.words().extend(size);
        if (to == nullptr) {
            (void)target_.drop(kind);
            return;
        }
        std::memcpy(to, from, size * sizeof(word));
        entry const copy{to};
        copy.set_header(kind, 0, size);
        copy.set_next(0);
        target_.link(kind, place, place);
        auto const moved = [&](std::int64_t time) { return larger<std::int64_t>(0, saturated_sum(time, shift)); };
        copy.set_time(moved(copy.time()));
        if (kind == entry_kind::timer) copy.set_timer_end(moved(copy.timer_end()));
    }

    /// Adds the losses of a merged record.
    void add_losses(value_view counts) noexcept {
        if (counts.kind() != value_kind::object) return;
        for (std::size_t k = 0; k < loss_names.size(); ++k) {
            auto const count = find_member(counts, loss_names[k]);
            bool const counted =
                count && (count->kind() == value_kind::integer || count->kind() == value_kind::unsigned_integer);
            if (counted && count->integer() > 0) target_.lose(k, count->unsigned_integer());
        }
    }

    entry_recorder& target_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
