// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// A number whose change threads can wait for. Uses Linux's futex(2), since `std::atomic` cannot wait with a timeout.

#include <logdefer/base/config.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>
#include <ratio>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// A 32-bit number with functions to wait for its change and to wake waiting threads.
///
/// @par Thread safety  any number of threads
class futex {
public:
    using time_point = std::chrono::steady_clock::time_point;

    futex() = default;
    futex(futex&&) = delete;

    /// Sleeps while the value is `seen`, at most until `deadline`. May return earlier.
    void wait(std::uint32_t seen, std::optional<time_point> deadline = std::nullopt) noexcept {
        timespec time{};
        if (deadline) {
            auto const since_boot = deadline->time_since_epoch();
            auto const seconds = std::chrono::duration_cast<std::chrono::duration<std::time_t>>(since_boot);
            time.tv_sec = seconds.count();
            time.tv_nsec =
                std::chrono::duration_cast<std::chrono::duration<long, std::nano>>(since_boot - seconds).count();
        }
        // FUTEX_WAIT_BITSET, unlike FUTEX_WAIT, takes a time point of CLOCK_MONOTONIC, the clock of `steady_clock`
        call(FUTEX_WAIT_BITSET, seen, deadline ? &time : nullptr);
    }

    void wake_one() noexcept { call(FUTEX_WAKE, 1, nullptr); }
    void wake_all() noexcept { call(FUTEX_WAKE, INT32_MAX, nullptr); }

    std::atomic<std::uint32_t> value = 0;

private:
    void call(int operation, std::uint32_t number, timespec const* time) noexcept {
        static_assert(sizeof value == 4, "logdefer: a futex has 32 bits.");
        static_assert(sizeof(timespec) == 2 * sizeof(long),
                      "logdefer: SYS_futex reads the kernel's timespec; compile without _TIME_BITS=64.");
        ::syscall(SYS_futex, &value, operation | FUTEX_PRIVATE_FLAG, number, time, nullptr, FUTEX_BITSET_MATCH_ANY);
    }
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
