// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The beginning and the end of a transaction's use: from the pool, and back to it.

#include <logdefer/base/config.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Starts a transaction with room for `first_capacity` bytes; returns null if there is no memory.
[[nodiscard, gnu::always_inline]] inline transaction* start_transaction(std::chrono::nanoseconds wall,
                                                                        std::int64_t ticks,
                                                                        std::size_t first_capacity) noexcept {
    transaction* const t = pool<transaction>::take();
    if (t != nullptr && t->begin(wall, ticks, first_capacity)) return t;
    delete t;
    return nullptr;
}

/// Removes one user from a transaction. The last user returns it to the pool, and then removes one user from the
/// transaction that it was forked from.
[[gnu::always_inline]] inline void release_user(transaction* t) noexcept {
    while (t != nullptr && t->release_user()) {
        transaction* const parent = t->parent();
        pool<transaction>::give(t);
        t = parent;
    }
}

/// Keeps a child process's copy of its parent's transaction, which the parent ends.
[[gnu::noinline, gnu::cold]] inline void leave_behind(transaction& t) noexcept {
    t.leave_behind();
    pool<transaction>::leave_behind(&t);
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
