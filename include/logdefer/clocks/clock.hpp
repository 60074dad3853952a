// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The clocks of a log: wall time for the start of a record, monotonic ticks for everything after it.
///
/// | clock          | when to use it                                                                    |
/// |----------------|-----------------------------------------------------------------------------------|
/// | `system_clock` | the default: suits every program                                                   |
/// | `tsc_clock`    | hot paths on x86-64: about half the cost of a read; otherwise as `system_clock`    |
/// | `manual_clock` | tests                                                                              |

#include <logdefer/base/config.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <ctime>

namespace logdefer::inline LOGDEFER_ABI {

/// A source of wall time and of monotonic ticks.
///
/// Semantics the compiler cannot check:
///  - `wall()` is the time since the Unix epoch; it may jump;
///  - `ticks()` has a unit of the clock's own, should not run backwards (times in the record stand still while it
///  does),
///    and differs by less than 2^63 from any other reading;
///  - `elapsed(n)` converts a difference of ticks to nanoseconds;
///  - copies of a clock agree, and copying is cheap: a timer keeps one.
template <class C>
concept clock_source = std::copy_constructible<C> && requires(C const& c, std::int64_t ticks) {
    { c.wall() } noexcept -> std::same_as<std::chrono::nanoseconds>;
    { c.ticks() } noexcept -> std::same_as<std::int64_t>;
    { c.elapsed(ticks) } noexcept -> std::same_as<std::chrono::nanoseconds>;
};

/// The wall clock of the system and its steady clock; a tick is a nanosecond.
struct system_clock {
    static std::chrono::nanoseconds wall() noexcept { return std::chrono::system_clock::now().time_since_epoch(); }
    static std::int64_t ticks() noexcept {
#ifdef CLOCK_MONOTONIC
        // what `steady_clock` reads, without the call of a function of the standard library
        std::timespec now;  // NOLINT(cppcoreguidelines-pro-type-member-init): written by the call
        ::clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
#else
        std::chrono::nanoseconds const now = std::chrono::steady_clock::now().time_since_epoch();
        return now.count();
#endif
    }
    static constexpr std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept {
        return std::chrono::nanoseconds{ticks};
    }
};

static_assert(clock_source<system_clock>);

}  // namespace logdefer::inline LOGDEFER_ABI
