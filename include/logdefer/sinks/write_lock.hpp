// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A lock for the calls of a sink, and what protects such a call from the cancellation of its thread.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>

#include <atomic>
#include <cstdint>

#include <pthread.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// While it lives, the thread is not cancelled: `write`, `close` and others are cancellation points, and cancellation
/// in a `noexcept` function terminates the program.
class uncancellable {
public:
    uncancellable() noexcept { ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
    uncancellable(uncancellable&&) = delete;
    ~uncancellable() { ::pthread_setcancelstate(before_, nullptr); }

private:
    int before_ = PTHREAD_CANCEL_ENABLE;
};

/// A mutex that survives what `std::mutex` does not: fork(2) while another thread has locked it, and a signal handler
/// that runs in the thread that has locked it.
class write_lock {
public:
    write_lock() = default;
    write_lock(write_lock&&) = delete;

    /// Waits for the lock. False, without it, if this thread has locked it already.
    [[nodiscard]] bool lock() noexcept {
        std::uint64_t const self = this_thread();
        std::uint64_t owner = nobody;
        while (!owner_.compare_exchange_weak(owner, self, std::memory_order_acquire, std::memory_order_relaxed)) {
            if (owner == self) return false;
            if (owner == nobody || is_of_parent_process(owner)) continue;  // can be taken: tries again
            owner_.wait(owner, std::memory_order_relaxed);                 // the exchange acquires
            owner = nobody;
        }
        return true;
    }

    void unlock() noexcept {
        owner_.store(nobody, std::memory_order_seq_cst);  // before the look for threads that wait
        owner_.notify_one();
    }

private:
    static constexpr std::uint64_t nobody = 0;

    /// The generation of the process, above the number of the thread.
    [[nodiscard]] std::uint64_t this_thread() const noexcept {
        auto const own = process::generation();
        if (thread_ == 0 || generation_of_thread_ != own) {  // the child's thread has another number than its parent's
            thread_ = static_cast<std::uint32_t>(::gettid());
            generation_of_thread_ = own;
        }
        return std::uint64_t{generation_} << 32 | thread_;
    }

    /// Its owner does not exist in this process, and never unlocks.
    [[nodiscard]] bool is_of_parent_process(std::uint64_t owner) const noexcept { return owner >> 32 != generation_; }

    static inline thread_local constinit std::uint32_t thread_ = 0;
    static inline thread_local constinit unsigned generation_of_thread_ = 0;

    unsigned const& generation_ = process::generation();  // one for all libraries that use this lock
    std::atomic<std::uint64_t> owner_ = nobody;
};

/// One call of a sink: has the lock, and is not cancelled.
class [[nodiscard]] sink_call {
public:
    explicit sink_call(write_lock& lock) noexcept : lock_(lock), locked_(lock.lock()) {}
    sink_call(sink_call&&) = delete;
    ~sink_call() {
        if (locked_) lock_.unlock();
    }

    /// Whether the call may go on: not in a signal handler that interrupted another call of this thread.
    explicit operator bool() const noexcept { return locked_; }

private:
    uncancellable const not_cancelled_;
    write_lock& lock_;
    bool const locked_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
