// expect: (satisfaction of|does not satisfy) .clock_source
// reported: here
// errors: several
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <chrono>
#include <cstdint>

struct throwing_clock {
    static std::chrono::nanoseconds wall();
    static std::int64_t ticks() noexcept;
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept;
};

#ifdef SHOULD_FAIL
using broken = logdefer::basic_log_defer<throwing_clock>;
#endif
