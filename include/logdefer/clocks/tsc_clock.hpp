// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A clock that reads the processor's counter, at about half the cost of a read of the system's clock.

#include <logdefer/base/config.hpp>
#include <logdefer/clocks/clock.hpp>

#include <chrono>
#include <cstdint>

#if defined(__x86_64__)  // other processors have no such counter
#include <cpuid.h>
#endif

namespace logdefer::inline LOGDEFER_ABI {
namespace detail {

/// The conversion from counts of the processor's time stamp counter to nanoseconds.
struct tsc_calibration {
    bool usable = false;  ///< the counter has a constant rate on every core
    double ns_per_tick = 1.0;
};

#if defined(__x86_64__)  // see above
/// Returns whether the counter is invariant, according to CPUID leaf 0x80000007, EDX bit 8 (Intel SDM vol. 3, 17.17.1;
/// AMD APM vol. 3).
inline bool tsc_is_invariant() noexcept {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid(0x80000007U, &a, &b, &c, &d) != 0 && (d & (1U << 8U)) != 0;
}

/// Reads the counter by the compiler's builtin: <x86intrin.h> would take longer to parse than all of this library.
inline std::uint64_t read_tsc() noexcept { return __builtin_ia32_rdtsc(); }

/// One reading of the counter and of the steady clock at about the same time.
struct tsc_sample {
    std::uint64_t ticks = 0;
    std::int64_t ns = 0;
    std::int64_t doubt = 0;  ///< ns that passed while the sample was taken
};

/// Takes several samples and returns the most exact one, since the thread may be interrupted in any of them.
inline tsc_sample sample_tsc() noexcept {
    tsc_sample best;
    for (int i = 0; i < 8; ++i) {
        auto const before = system_clock::ticks();
        auto const ticks = read_tsc();
        auto const doubt = system_clock::ticks() - before;
        if (i == 0 || doubt < best.doubt) best = {ticks, before + doubt / 2, doubt};
    }
    return best;
}

/// Compares the counter with the steady clock over two milliseconds; called once in a process.
inline tsc_calibration calibrate_tsc() noexcept {
    if (!tsc_is_invariant()) return {};
    auto const first = sample_tsc();
    while (system_clock::ticks() - first.ns < 2'000'000) {
    }
    auto const last = sample_tsc();
    if (last.ticks == first.ticks) return {};
    return {true, static_cast<double>(last.ns - first.ns) / static_cast<double>(last.ticks - first.ticks)};
}
#else
inline tsc_calibration calibrate_tsc() noexcept { return {}; }
#endif

}  // namespace detail

/// A clock that reads the processor's time stamp counter, calibrated against the steady clock, or the steady clock
/// itself if the counter is unusable.
///
/// The first use in a process calibrates the clock, which takes 2 ms; call `tsc_clock::calibrate()` at the start of
/// `main` to spend them there. The rate is known to about 1 part in 10'000: an interval of 1 s may be off by 100 us.
struct tsc_clock {
    /// Calibrates the clock if that has not been done yet; returns whether the counter is used. Thread-safe.
    static bool calibrate() noexcept { return calibration().usable; }

    static std::chrono::nanoseconds wall() noexcept { return system_clock::wall(); }

    static std::int64_t ticks() noexcept {
#if defined(__x86_64__)  // see above
        if (calibration().usable) [[likely]]
            return static_cast<std::int64_t>(detail::read_tsc());
#endif
        return system_clock::ticks();
    }

    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept {
        return std::chrono::nanoseconds{
            static_cast<std::int64_t>(static_cast<double>(ticks) * calibration().ns_per_tick)};
    }

private:
    static detail::tsc_calibration const& calibration() noexcept {
        static detail::tsc_calibration const once = detail::calibrate_tsc();
        return once;
    }
};

static_assert(clock_source<tsc_clock>);

}  // namespace logdefer::inline LOGDEFER_ABI
