// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A mutex that survives what `std::mutex` does not: fork(2) while another thread has locked it, and a second attempt
/// of the thread that has locked it, such as that of a signal handler.

#include <logdefer/base/config.hpp>
#include <logdefer/base/process.hpp>

#include <atomic>
#include <cstdint>

#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The word holds the generation of the process whose thread has locked it: in another process it is free.
///
/// @par Thread safety  any number of threads
class process_mutex {
public:
    process_mutex() = default;
    process_mutex(process_mutex&&) = delete;

    /// Waits for the mutex. False, without it, if this thread has locked it already.
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

    /// Whether this thread has locked it.
    [[nodiscard]] bool is_mine() const noexcept { return owner_.load(std::memory_order_relaxed) == this_thread(); }

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

    unsigned const& generation_ = process::generation();  // one for all libraries that use this mutex
    std::atomic<std::uint64_t> owner_ = nobody;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
