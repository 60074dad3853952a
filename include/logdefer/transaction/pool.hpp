// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Keeps objects for reuse of their memory.
///
/// Each thread keeps a list of its own. Objects that exceed it, or are left when the thread ends, go to a depot that
/// all threads share; thus a program whose transactions start on one thread and end on another does not allocate
/// either.

#include <logdefer/base/atomic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>

#include <cstddef>
#include <new>
#include <utility>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Calls a function with a pointer per thread when that thread ends, after the thread's C++ objects have been
/// destroyed.
///
/// Not a `thread_local` with a destructor: glibc ends the process if there is no memory to register one.
class thread_exit {
public:
    explicit thread_exit(void (*call)(void*)) noexcept : usable_(::pthread_key_create(&key_, call) == 0) {}
    thread_exit(thread_exit&&) = delete;
    ~thread_exit() {
        if (usable_) ::pthread_key_delete(key_);
    }

    /// Registers the pointer of this thread; returns false if the function will not be called.
    [[nodiscard]] bool watch(void* pointer) const noexcept {
        return usable_ && ::pthread_setspecific(key_, pointer) == 0;
    }

private:
    pthread_key_t key_{};
    bool usable_;
};

/// The pool of objects of one type.
///
/// @tparam T           grants its pool access to the member `T* next_`; `memory()` returns the bytes that an object
/// keeps,
///                     and `T::greatest_memory` is how many of them the pool keeps
/// @par Thread safety  any thread; no locks
template <class T>
class pool {
public:
    /// A thread passes what exceeds this many bytes on to the depot, and the depot frees what exceeds them.
    static constexpr std::size_t greatest_memory = T::greatest_memory;

    /// Returns an object in any state, or null if there is no memory.
    [[nodiscard, gnu::always_inline]] static T* take() noexcept {
        if (local_.free == nullptr && !(keeps() && adopt_depot())) return make();
        T* const t = local_.free;
        local_.free = t->next_;
        local_.memory -= t->memory();
        --local_.count;
        return t;
    }

    /// Returns an object to the pool, on any thread. It must not be used afterwards.
    static void give(T* t) noexcept {
        std::size_t const memory = t->memory();
        if (!keeps() || local_.count >= greatest_count || local_.memory + memory > greatest_memory) {
            return give_to_depot(t);
        }
        t->next_ = std::exchange(local_.free, t);
        local_.memory += memory;
        ++local_.count;
    }

    /// Keeps a child process's copy of its parent's object, unused and unchanged: a thread that does not exist in the
    /// child may have been using it, or what it refers to.
    static void leave_behind(T* t) noexcept { push(left_behind_, t); }

    /// Frees the memory that this thread and the depot keep.
    static void trim() noexcept {
        do {
            while (local_.free != nullptr) delete take();
        } while (adopt_depot());
    }

private:
    static constexpr std::size_t greatest_count = 64;

    /// The objects that one thread keeps. Trivial, so that it outlives every thread-local and static object.
    struct free_list {
        T* free = nullptr;
        std::size_t memory = 0;
        std::size_t count = 0;
        bool watched = false;  // goes to the depot when the thread ends
    };

    [[gnu::noinline]] static T* make() noexcept { return new (std::nothrow) T; }

    /// The depot is only pushed to and emptied as a whole, so that no node can return between a load and its exchange
    /// (no ABA).
    static void give_to_depot(T* t) noexcept {
        std::size_t const memory = t->memory();
        if (depot_memory_.fetch_add(memory, memory_order::relaxed) + memory > greatest_memory) {  // only counts
            depot_memory_.fetch_sub(memory, memory_order::relaxed);
            delete t;
            return;
        }
        push(depot_, t);
    }

    static void push(atomic<T*>& list, T* t) noexcept {
        t->next_ = list.load(memory_order::relaxed);
        // release: a thread that takes the list sees what this thread wrote to the object
        while (!list.compare_exchange_weak(t->next_, t, memory_order::release, memory_order::relaxed)) {
        }
    }

    /// Moves all objects of the depot to this thread's list.
    static bool adopt_depot() noexcept {
        if (depot_.load(memory_order::relaxed) == nullptr) return false;  // a hint: saves the exchange
        T* next = depot_.exchange(nullptr, memory_order::acquire);
        while (T* const t = next) {
            next = t->next_;
            depot_memory_.fetch_sub(t->memory(), memory_order::relaxed);
            t->next_ = std::exchange(local_.free, t);
            local_.memory += t->memory();
            ++local_.count;
        }
        return local_.free != nullptr;
    }

    /// Abandons the depot in the child of a fork(2), whose copy of it may be torn: memory is not copied at one moment,
    /// and links that were written meanwhile may form a circle.
    static void leave_depot_behind() noexcept {
        // relaxed: the child has one thread
        detail::leave_behind(torn_depots_, depot_.exchange(nullptr, memory_order::relaxed));
        depot_memory_.store(0, memory_order::relaxed);
    }

    /// Returns whether the list of this thread goes to the depot when the thread ends, and a child process abandons the
    /// depot. False if there is no memory to register that.
    static bool keeps() noexcept {
        if (!local_.watched) [[unlikely]]
            local_.watched = watch();
        return local_.watched;
    }

    /// The static objects are local, so that they outlive every static object that has used the pool while it was
    /// constructed.
    [[gnu::noinline]] static bool watch() noexcept {
        static bool const abandons_depot = ::pthread_atfork(nullptr, nullptr, leave_depot_behind) == 0;
        static thread_exit const exit{[](void* list) { hand_on(*static_cast<free_list*>(list)); }};
        return abandons_depot && exit.watch(&local_);
    }

    static void hand_on(free_list& list) noexcept {
        while (T* const t = list.free) {
            list.free = t->next_;
            give_to_depot(t);
        }
        list = {};
    }

    static inline constinit thread_local free_list local_{};
    static inline constinit atomic<T*> depot_{nullptr};
    static inline constinit atomic<std::size_t> depot_memory_{0};
    static inline constinit detail::left_behind<T> torn_depots_{};
    static inline constinit atomic<T*> left_behind_{nullptr};  // reachable, and thus not a leak
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
