// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A clock for checks: each read returns a time one step later, so that a record shows which read was used for what.

#include <chrono>
#include <cstdint>

namespace bench {

struct stepping_clock {
    static constexpr std::int64_t step = 1'001'000;  // ns: a different number of microseconds for each read

    static void restart() noexcept { tick_reads = wall_reads = 0; }

    static std::chrono::nanoseconds wall() noexcept {
        ++wall_reads;
        return std::chrono::nanoseconds{1'700'000'000'123'456'000};
    }
    static std::int64_t ticks() noexcept { return step * tick_reads++; }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return std::chrono::nanoseconds{ticks}; }

    static inline std::int64_t tick_reads = 0;
    static inline std::int64_t wall_reads = 0;
};

}  // namespace bench
