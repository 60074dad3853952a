// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Transactions kept for reuse: the memory of an earlier one serves the next.
///
/// Each thread keeps a list of its own. What exceeds it, or is left when the thread ends, goes to a depot that all
/// threads share, so that a program whose transactions start on one thread and end on another allocates nothing either.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>
#include <logdefer/transaction/reserve.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <cstddef>
#include <new>
#include <utility>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// What one thread keeps. Trivial, so that it outlives every thread-local and static object.
struct free_list {
    transaction* free = nullptr;
    std::size_t memory = 0;
    std::size_t count = 0;
    bool watched = false;  // will be handed on when the thread ends
};

/// Calls a function with a pointer of a thread's own when that thread ends, after the thread's C++ objects are gone.
///
/// Not a `thread_local` with a destructor: glibc ends the process where it finds no memory to register one.
class thread_exit {
public:
    explicit thread_exit(void (*call)(void*)) noexcept : usable_(::pthread_key_create(&key_, call) == 0) {}
    thread_exit(thread_exit&&) = delete;
    ~thread_exit() {
        if (usable_) ::pthread_key_delete(key_);
    }

    /// False when the function will not be called.
    [[nodiscard]] bool watch(void* pointer) const noexcept {
        return usable_ && ::pthread_setspecific(key_, pointer) == 0;
    }

private:
    pthread_key_t key_{};
    bool usable_;  // false as well before the constructor has run
};

/// @par Thread safety  any thread; no locks
class pool {
public:
    /// Each thread keeps at most this many bytes, and so does the depot; what is returned beyond is freed.
    static constexpr std::size_t greatest_memory = std::size_t{32} << 20U;

    /// A transaction to begin, or null when there is no memory.
    [[nodiscard]] static transaction* take() noexcept {
        if (local_.free == nullptr && !(keeps() && adopt_depot())) return make();
        transaction* const t = local_.free;
        local_.free = t->next;
        local_.memory -= t->memory();
        --local_.count;
        return t;
    }

    /// Gives one back, on whichever thread; not to be touched after.
    static void give(transaction* t) noexcept {
        std::size_t const memory = t->memory();
        if (!keeps() || local_.count >= greatest_count || local_.memory + memory > greatest_memory) {
            return give_to_depot(t);
        }
        t->next = std::exchange(local_.free, t);
        local_.memory += memory;
        ++local_.count;
    }

    /// Lets go of a transaction: its last owner gives it back, and lets go of the one it was forked from.
    static void release(transaction* t) noexcept {
        while (t != nullptr && t->let_go()) {
            transaction* const parent = t->parent;
            give(t);
            t = parent;
        }
    }

    /// Keeps the copy that a child process has of its parent's transaction, out of use and as it is: a thread that the
    /// child does not have may have been at work on it, or on what its sink holds.
    [[gnu::noinline, gnu::cold]] static void leave_behind(transaction* t) noexcept {
        t->leave_listeners_behind();
        push(left_behind_, t);
    }

    /// Frees what this thread and the depot keep.
    static void trim() noexcept {
        do {
            while (local_.free != nullptr) delete take();
        } while (adopt_depot());
        reserve::trim();
    }

private:
    static constexpr std::size_t greatest_count = 64;

    /// While there is memory, some is put by for the end.
    [[gnu::noinline]] static transaction* make() noexcept {
        reserve::provide();
        return new (std::nothrow) transaction;
    }

    /// Only pushed to and emptied as a whole, so no node can come back between a load and its exchange (no ABA).
    static void give_to_depot(transaction* t) noexcept {
        std::size_t const memory = t->memory();
        if (depot_memory_.fetch_add(memory, memory_order::relaxed) + memory > greatest_memory) {  // a mere count
            depot_memory_.fetch_sub(memory, memory_order::relaxed);
            delete t;
            return;
        }
        push(depot_, t);
    }

    static void push(atomic<transaction*>& list, transaction* t) noexcept {
        t->next = list.load(memory_order::relaxed);
        // release: whoever takes the list sees what this thread wrote to the transaction
        while (!list.compare_exchange_weak(t->next, t, memory_order::release, memory_order::relaxed)) {
        }
    }

    /// Makes all that the depot holds this thread's.
    static bool adopt_depot() noexcept {
        if (depot_.load(memory_order::relaxed) == nullptr) return false;  // a hint: spares the exchange
        transaction* next = depot_.exchange(nullptr, memory_order::acquire);
        while (transaction* const t = next) {
            next = t->next;
            depot_memory_.fetch_sub(t->memory(), memory_order::relaxed);
            t->next = std::exchange(local_.free, t);
            local_.memory += t->memory();
            ++local_.count;
        }
        return local_.free != nullptr;
    }

    /// In the child of a fork(2), whose copy of what threads share may be torn: memory is not copied in one moment, and
    /// links that were written meanwhile may lead in a circle.
    static void leave_depot_behind() noexcept {
        // relaxed: the child has one thread
        detail::leave_behind(torn_depots_, depot_.exchange(nullptr, memory_order::relaxed));
        depot_memory_.store(0, memory_order::relaxed);
        reserve::leave_behind();
    }

    /// Whether what this thread keeps is handed on when it ends.
    static bool keeps() noexcept {
        if (!local_.watched) [[unlikely]]
            local_.watched = exit_.watch(&local_);
        return local_.watched;
    }

    static void hand_on(free_list& list) noexcept {
        while (transaction* const t = list.free) {
            list.free = t->next;
            give_to_depot(t);
        }
        list = {};
    }

    static inline constinit thread_local free_list local_{};
    static inline thread_exit const exit_{[](void* list) { hand_on(*static_cast<free_list*>(list)); }};
    static inline constinit atomic<transaction*> depot_{nullptr};
    static inline constinit atomic<std::size_t> depot_memory_{0};
    static inline bool const leaves_ = ::pthread_atfork(nullptr, nullptr, leave_depot_behind) == 0;
    static inline constinit detail::left_behind<transaction> torn_depots_{};
    static inline constinit atomic<transaction*> left_behind_{nullptr};  // reachable, so that none passes for a leak
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
