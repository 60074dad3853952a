// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Transactions kept for reuse, per thread: the memory of the last one serves the next.

#include <logdefer/detail/transaction.hpp>

#include <cstddef>
#include <new>

namespace logdefer::detail {

/// The transactions that one thread keeps. Trivial, so that it outlives every thread-local and static object.
struct pool_state {
    transaction* free = nullptr;
    std::size_t memory = 0;
    bool closed = false;
};

/// @par Thread safety  each thread has its own
class pool {
public:
    /// A thread keeps at most this many bytes; what is returned beyond is freed.
    static constexpr std::size_t greatest_memory = std::size_t{32} << 20U;

    /// A transaction to begin, or null when there is no memory.
    [[nodiscard]] static transaction* take() noexcept {
        if (state_.free == nullptr) return new (std::nothrow) transaction;
        transaction* const t = state_.free;
        state_.free = t->next_free;
        state_.memory -= t->memory();
        return t;
    }

    /// Gives one back, on whichever thread; not to be touched after.
    static void give(transaction* t) noexcept {
        (void)closer_.armed;  // constructs it, and so has it destroyed when the thread ends
        if (state_.closed || state_.memory + t->memory() > greatest_memory) {
            delete t;
            return;
        }
        state_.memory += t->memory();
        t->next_free = state_.free;
        state_.free = t;
    }

private:
    /// Frees what the thread kept, when the thread ends; logs that live longer then free directly.
    struct closer {
        bool armed;
        ~closer() {
            state_.closed = true;
            while (state_.free != nullptr) delete take();
        }
    };

    static inline constinit thread_local pool_state state_{};
    static inline thread_local closer closer_{true};
};

}  // namespace logdefer::detail
