// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// One record to which several logs contribute, on several threads.
///
/// Each log records into a transaction of its own, its part. When a log ends, it pushes its part onto the list of the
/// shared record, without a lock; the last log to end gathers the parts. Parts are only pushed and the list is only
/// emptied as a whole, so that no part can return between a load and its exchange (no ABA).

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/reference_count.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/merging.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/transaction/transaction_pool.hpp>

#include <cstddef>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The record that logs share from the first fork on. Each log is a user of it until that log has ended.
///
/// @par Thread safety  each part belongs to its log until that ends; everything else may be used by any thread
class shared_record {
public:
    /// Returns a transaction for one more log of the parent's record; null if there is no memory, the sink cannot be
    /// moved, or the record has been emitted.
    [[nodiscard]] static transaction* fork(transaction& parent) noexcept {
        if (parent.shared_ == nullptr) {
            if (auto const code = begin(parent)) return refuse(parent, code);
        }
        shared_record& record = *parent.shared_;
        if (record.is_closed(record.ended_.load(memory_order::relaxed))) return nullptr;  // a hint: as `push` finds out
        transaction* const part = start_like(parent);
        if (part == nullptr) return refuse(parent, error::out_of_memory);
        part->record_owner_ = parent.record_owner_;
        part->shared_ = &record;
        part->parent_ = &parent;
        part->on_error_ = parent.on_error_;
        parent.users_.add();
        record.logs_.add();
        return part;
    }

    /// The transaction in which all ended parts are gathered, to be sealed; or null and the reason.
    struct joined {
        transaction* gathered = nullptr;
        std::error_code refusal = {};
    };

    /// Adds a part, which has ended and must not be used any more by the caller. If it is the last one, gathers the
    /// record; the caller is then a user of it until `release`.
    [[nodiscard]] joined join(transaction& part) noexcept {
        if (!push(part)) return leave_late(part);
        if (!logs_.release()) return {nullptr, error::pending};
        return gather();
    }

    /// Adds a part and gathers the record without waiting for the other logs, which will find the list closed.
    [[nodiscard]] joined join_now(transaction& part) noexcept { return push(part) ? gather() : leave_late(part); }

    /// Discards the record with all ended parts, and ends the first log. Parts that end later report nothing.
    void cancel(transaction& first) noexcept {
        if (transaction* const parts = close(cancelled()); !is_closed(parts)) {
            release_all(parts);
            gathered_->release_resources();
        }
        first.release_resources();
        release_user(&first);
        release();
    }

    /// Removes one user; the last one returns the memory to the pools.
    void release() noexcept {
        if (!logs_.release()) return;
        pool<transaction>::give(gathered_);
        pool<shared_record>::give(this);
    }

    /// For its pool.
    [[nodiscard]] static constexpr std::size_t memory() noexcept { return sizeof(shared_record); }
    static constexpr std::size_t greatest_memory = std::size_t{64} << 10U;

private:
    friend pool<shared_record>;

    using membership = transaction::membership;

    static transaction* refuse(transaction const& parent, std::error_code code) noexcept {
        parent.report(code);
        return nullptr;
    }

    /// Starts a transaction with the start and the capacity of another one; returns null if there is no memory.
    [[nodiscard, gnu::always_inline]] static transaction* start_like(transaction const& other) noexcept {
        auto const& e = other.entries();
        return start_transaction(e.wall(), e.ticks(), e.first_capacity());
    }

    /// Makes the record of a log a shared one; fails if there is no memory, or if the sink cannot be moved.
    [[gnu::always_inline]] static std::error_code begin(transaction& first) noexcept {
        transaction* const gathered = start_like(first);
        shared_record* const record = gathered == nullptr ? nullptr : pool<shared_record>::take();
        if (record == nullptr) {
            if (gathered != nullptr) pool<transaction>::give(gathered);
            return error::out_of_memory;
        }
        record->gathered_ = gathered;
        if (auto const code = gathered->sink_.take(first.sink_)) {
            pool<transaction>::give(gathered);
            pool<shared_record>::give(record);
            return code;
        }
        if (first.settings_.exist()) gathered->set_settings(std::move(first.settings_));
        gathered->continue_parts_of(first);
        gathered->on_error_ = first.on_error_;
        record->logs_.restart();
        record->ended_.store(nullptr, memory_order::relaxed);  // relaxed: no other thread knows it yet
        first.shared_ = record;
        first.record_knows_secrets_.store(first.knows_secrets(), memory_order::relaxed);
        first.record_owner_ = &gathered->owner_;
        return {};
    }

    /// Returns the value of `ended_` once the record has been emitted, and once it has been cancelled: addresses that
    /// are never on the list.
    [[nodiscard]] transaction* emitted() const noexcept { return gathered_; }
    [[nodiscard]] transaction* cancelled() noexcept { return reinterpret_cast<transaction*>(this); }  // only compared
    [[nodiscard]] bool is_closed(transaction const* list) noexcept { return list == emitted() || list == cancelled(); }

    /// Pushes a part onto the list; returns false if the list is closed.
    [[nodiscard]] bool push(transaction& part) noexcept {
        part.next_ = ended_.load(memory_order::acquire);
        do {
            if (is_closed(part.next_)) return false;
        } while (!ended_.compare_exchange_weak(part.next_, &part, memory_order::acq_rel, memory_order::acquire));
        return true;
    }

    /// Replaces an open list by a mark. Returns the ended parts, the latest first, or the mark of a closed list.
    [[nodiscard]] transaction* close(transaction* mark) noexcept {
        transaction* list = ended_.load(memory_order::acquire);
        while (!is_closed(list)
               && !ended_.compare_exchange_weak(list, mark, memory_order::acq_rel, memory_order::acquire)) {
        }
        return list;
    }

    /// Ends a part for which `push` has found the list closed.
    joined leave_late(transaction& part) noexcept {
        if (part.next_ == cancelled()) part.discard();
        if (!part.is_discarded()) part.report(error::late);
        part.release_resources();
        release_user(&part);
        release();
        return {nullptr, error::late};
    }

    /// Closes the list and gathers the parts: that of the first log, then the others in the order in which they ended.
    joined gather() noexcept {
        transaction* const newest = close(emitted());
        if (is_closed(newest)) {  // a log that did not wait has taken the part just pushed
            release();
            return {nullptr, error::pending};
        }
        transaction* const parts = in_order(newest);
        exclude_discarded(parts);
        for (transaction* part = parts; part != nullptr; part = part->next_) {
            gathered_->take_secrets(*part);  // also of a cancelled log: what it learnt stays true
            if (part->membership_ != membership::excluded) add(*part);
        }
        release_all(parts);
        return {gathered_, {}};
    }

    /// Reverses the list, so that the earliest is first, and puts the part of the first log, which has no parent,
    /// before all others.
    static transaction* in_order(transaction* newest) noexcept {
        transaction* parts = nullptr;
        transaction* first = nullptr;
        while (transaction* const part = newest) {
            newest = part->next_;
            if (part->parent_ == nullptr) {
                first = part;
            } else {
                part->next_ = std::exchange(parts, part);
            }
        }
        if (first == nullptr) return parts;
        first->next_ = parts;
        return first;
    }

    /// Excludes the discarded parts and those that were forked from them, at any depth. O(n): the result for a part
    /// holds for all parts between it and the one that decided it.
    static void exclude_discarded(transaction* parts) noexcept {
        bool any = false;
        for (transaction* part = parts; part != nullptr; part = part->next_) {
            if (!part->is_discarded()) continue;
            part->membership_ = membership::excluded;
            any = true;
        }
        for (transaction* part = any ? parts : nullptr; part != nullptr; part = part->next_) {
            transaction const* above = part;
            while (above != nullptr && above->membership_ == membership::undecided) above = above->parent_;
            auto const found = above == nullptr ? membership::included : above->membership_;
            for (transaction* below = part; below != above; below = below->parent_) below->membership_ = found;
        }
    }

    /// Adds a part. The first log decides the outcome if it has one, otherwise the first of the other logs that has
    /// one. A fork whose work was cancelled does not count: it may have lost a race.
    void add(transaction& part) noexcept {
        using source = transaction::source;
        // late timers look up their names in the part's entries
        auto const keep = part.has_running_timers() ? merger::source_entries::keep : merger::source_entries::give_up;
        auto const outcome_entry = merger{gathered_->entries()}.add(part.entries(), keep);
        bool const is_first = part.parent_ == nullptr;
        auto const result = part.entries().result();
        bool const decides = result != outcome::ok || (is_first && part.decided_by_ != source::nobody);
        bool const lost_race = !is_first && part.decided_by_ == source::event && result == outcome::cancelled;
        gathered_->take_notes(part);
        if (gathered_->decided_by_ != source::nobody || !decides || lost_race) return;
        gathered_->entries().take_outcome(result, outcome_entry);
        gathered_->decided_by_ = part.decided_by_;
    }

    static void release_all(transaction* parts) noexcept {
        while (transaction* const part = parts) {
            parts = part->next_;
            part->release_resources();
            release_user(part);
        }
    }

    transaction* gathered_ = nullptr;      // the sink, and in the end all entries
    reference_count logs_;                 // that have not ended, or use what is gathered
    atomic<transaction*> ended_{nullptr};  // the parts that have ended, the latest first
    shared_record* next_ = nullptr;        // in the pool
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
