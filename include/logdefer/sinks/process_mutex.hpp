// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A mutex that, unlike `std::mutex`, can be used after a fork(2) while another thread has locked it, and detects a
/// second lock by the same thread, for example in a signal handler.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>

#include <atomic>
#include <cstdint>

#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The mutex stores the generation of the process whose thread has locked it: in another process it is free.
///
/// @par Thread safety  any number of threads
class process_mutex {
public:
    process_mutex() = default;
    process_mutex(process_mutex&&) = delete;

    /// Waits for the mutex and locks it. Returns false if this thread has already locked it.
    [[nodiscard]] bool lock() noexcept {
        std::uint64_t const self = this_thread();
        std::uint64_t owner = nobody;
        while (!owner_.compare_exchange_weak(owner, self, std::memory_order_acquire, std::memory_order_relaxed)) {
            if (owner == self) return false;
            if (owner == nobody || is_of_parent_process(owner)) continue;  // available: tries again
            owner_.wait(owner, std::memory_order_relaxed);                 // the exchange acquires
            owner = nobody;
        }
        return true;
    }

    void unlock() noexcept {
        owner_.store(nobody, std::memory_order_seq_cst);  // seq_cst: before the check for waiting threads
        owner_.notify_one();
    }

    /// Returns whether this thread has locked the mutex.
    [[nodiscard]] bool is_mine() const noexcept { return owner_.load(std::memory_order_relaxed) == this_thread(); }

private:
    static constexpr std::uint64_t nobody = 0;

    /// Returns the number of the thread, with the generation of the process in the upper half.
    [[nodiscard]] std::uint64_t this_thread() const noexcept {
        auto const own = process::generation();
        if (thread_ == 0 || generation_of_thread_ != own) {  // the thread has another number in the child
            thread_ = static_cast<std::uint32_t>(::gettid());
            generation_of_thread_ = own;
        }
        return std::uint64_t{generation_} << 32 | thread_;
    }

    /// Returns whether the owner does not exist in this process, and thus never unlocks the mutex.
    [[nodiscard]] bool is_of_parent_process(std::uint64_t owner) const noexcept { return owner >> 32 != generation_; }

    static inline thread_local constinit std::uint32_t thread_ = 0;
    static inline thread_local constinit unsigned generation_of_thread_ = 0;

    unsigned const& generation_ = process::generation();  // one for all libraries that use this mutex
    std::atomic<std::uint64_t> owner_ = nobody;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
