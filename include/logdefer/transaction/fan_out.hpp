// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// One record to which several logs contribute, on several threads.
///
/// Each log records into a transaction of its own, its part. One more transaction, the whole, is made with the first
/// fork and holds the sink. When a log ends, it pushes its part onto the list of the whole, without a lock; the last
/// log to end gathers the parts into the record. Parts are only pushed and the list is only emptied as a whole, so that
/// no part can return between a load and its exchange (no ABA). A list that refers to the whole itself is closed: the
/// record has been emitted.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/merging.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <exception>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The operations on a record with several logs.
///
/// @par Thread safety  each part belongs to its log until that ends; everything else may be used by any thread
class fan_out {
public:
    /// Returns a part for one more log of the parent's record; null if there is no memory, the sink cannot be moved, or
    /// the record has been emitted.
    [[nodiscard]] static transaction* fork(transaction& parent) noexcept {
        if (parent.whole == nullptr) {
            if (auto const code = begin_whole(parent)) return refuse(parent, code);
        }
        transaction& whole = *parent.whole;
        if (whole.ended.load(memory_order::relaxed) == &whole) return nullptr;  // a hint: joining also detects this
        transaction* const part = pool::take();
        if (part == nullptr || !part->begin(parent.wall(), parent.ticks(), parent.first_capacity())) {
            delete part;
            return refuse(parent, error::out_of_memory);
        }
        part->whole = &whole;
        part->parent = &parent;
        part->on_error = parent.on_error;
        part->status().exceptions = std::uncaught_exceptions();
        parent.owners.fetch_add(1, memory_order::relaxed);  // relaxed: the caller's own share keeps both alive
        whole.logs.fetch_add(1, memory_order::relaxed);
        return part;
    }

    /// The whole with all ended parts gathered, for the caller to emit; or null and the reason.
    struct joined {
        transaction* whole = nullptr;
        std::error_code refusal = {};
    };

    /// Ends a part, which the caller has closed and must not use any more.
    [[nodiscard]] static joined join(transaction& part) noexcept {
        transaction& whole = *part.whole;
        if (!push(part)) return leave_late(part);
        // release: the last log sees the list; acquire: the last log sees what the others recorded
        if (whole.logs.fetch_sub(1, memory_order::acq_rel) != 1) return {nullptr, error::pending};
        whole.logs.store(1, memory_order::relaxed);  // for the caller, until it has emitted
        return emit(whole);
    }

    /// Ends a part and gathers the record without waiting for the other logs, which will find the list closed.
    [[nodiscard]] static joined join_now(transaction& part) noexcept {
        transaction& whole = *part.whole;
        return push(part) ? emit(whole) : leave_late(part);
    }

    /// Discards the record with all ended parts, and ends the part of the first log. Parts that end later report
    /// nothing.
    static void cancel(transaction& first) noexcept {
        transaction& whole = *first.whole;
        whole.cancelled.store(true, memory_order::relaxed);  // relaxed: closing publishes it
        if (transaction* const parts = close(whole); parts != &whole) {
            release_all(parts);
            whole.sink.reset();
        }
        pool::release(&first);
        leave(whole);
    }

    /// Releases the whole; the last log to do so returns it to the pool.
    static void leave(transaction& whole) noexcept {
        if (whole.logs.fetch_sub(1, memory_order::acq_rel) == 1) pool::give(&whole);
    }

private:
    static transaction* refuse(transaction const& parent, std::error_code code) noexcept {
        parent.on_error(code, {});
        return nullptr;
    }

    /// Makes the whole; fails if there is no memory, or if the sink cannot be moved.
    static std::error_code begin_whole(transaction& first) noexcept {
        transaction* const whole = pool::take();
        if (whole == nullptr || !whole->begin(first.wall(), first.ticks(), first.first_capacity())) {
            delete whole;
            return error::out_of_memory;
        }
        if (auto const code = whole->sink.take(first.sink)) {
            pool::give(whole);
            return code;
        }
        whole->on_error = first.on_error;
        whole->logs.store(1, memory_order::relaxed);  // relaxed: no other thread knows it yet
        whole->ended.store(nullptr, memory_order::relaxed);
        whole->cancelled.store(false, memory_order::relaxed);
        whole->whole = whole;
        first.whole = whole;
        return {};
    }

    /// Pushes a part onto the list; returns false if the list is closed.
    static bool push(transaction& part) noexcept {
        auto& ended = part.whole->ended;
        part.next = ended.load(memory_order::acquire);
        do {
            if (part.next == part.whole) return false;
        } while (!ended.compare_exchange_weak(part.next, &part, memory_order::acq_rel, memory_order::acquire));
        return true;
    }

    /// Closes the list and returns the ended parts, the latest first.
    static transaction* close(transaction& whole) noexcept {
        return whole.ended.exchange(&whole, memory_order::acq_rel);
    }

    static joined leave_late(transaction& part) noexcept {
        transaction& whole = *part.whole;
        auto& silent = part.status().silent;
        silent = silent || whole.cancelled.load(memory_order::relaxed);  // relaxed: the closed list was acquired
        if (!silent) part.on_error(error::late, {});
        pool::release(&part);
        leave(whole);
        return {nullptr, error::late};
    }

    /// Closes the list and gathers the parts: that of the first log, then the others in the order in which they ended.
    static joined emit(transaction& whole) noexcept {
        transaction* const newest = close(whole);
        if (newest == &whole) {  // a log that did not wait has taken the part just pushed
            leave(whole);
            return {};
        }
        transaction* const parts = in_order(newest);
        leave_out_cancelled(parts);
        for (transaction* part = parts; part != nullptr; part = part->next) {
            if (part->share != membership::none) add(whole, *part);
        }
        release_all(parts);
        return {&whole, {}};
    }

    /// Reverses the list, so that the earliest is first, and puts the part of the first log, which has no parent,
    /// before all others.
    static transaction* in_order(transaction* newest) noexcept {
        transaction* parts = nullptr;
        transaction* first = nullptr;
        while (transaction* const part = newest) {
            newest = part->next;
            if (part->parent == nullptr) {
                first = part;
            } else {
                part->next = std::exchange(parts, part);
            }
        }
        if (first == nullptr) return parts;
        first->next = parts;
        return first;
    }

    /// Excludes the cancelled parts and those that were forked from them, at any depth. O(n): the result for a part
    /// holds for all parts between it and the one that decided it.
    static void leave_out_cancelled(transaction* parts) noexcept {
        bool any = false;
        for (transaction* part = parts; part != nullptr; part = part->next) {
            if (!part->status().silent) continue;
            part->share = membership::none;
            any = true;
        }
        for (transaction* part = any ? parts : nullptr; part != nullptr; part = part->next) {
            transaction const* above = part;
            while (above != nullptr && above->share == membership::open) above = above->parent;
            auto const found = above == nullptr ? membership::full : above->share;
            for (transaction* below = part; below != above; below = below->parent) below->share = found;
        }
    }

    /// Adds a part. The first log decides the outcome if it has one, otherwise the first of the other logs that has
    /// one. A fork whose work was cancelled does not count: it may have lost a race.
    static void add(transaction& whole, transaction& part) noexcept {
        merger{whole}.add(part);
        auto& status = whole.status();
        auto const& its = part.status();
        bool const lost_race = part.parent != nullptr && its.outcome_proposed && its.result == outcome::cancelled;
        bool const decides = its.result != outcome::ok || (part.parent == nullptr && its.outcome_set);
        if (status.outcome_set || !decides || lost_race) return;
        status.result = its.result;
        status.outcome_entry = its.outcome_entry;
        status.outcome_set = true;
    }

    static void release_all(transaction* parts) noexcept {
        while (transaction* const part = parts) {
            parts = part->next;
            pool::release(part);
        }
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
