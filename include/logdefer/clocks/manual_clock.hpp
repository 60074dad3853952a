// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A clock for tests, which stands still until the test moves it.

#include <logdefer/base/config.hpp>
#include <logdefer/clocks/clock.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace logdefer::inline LOGDEFER_ABI {

/// A clock that moves only when the test calls `advance` or `adjust_wall`. Copies share one time: the test keeps one,
/// and the log gets another.
///
/// @par Thread safety  none: calls on all copies must be sequenced
class manual_clock {
public:
    /// Makes a clock whose wall time is `wall` since the Unix epoch, and whose monotonic time is zero.
    explicit manual_clock(std::chrono::nanoseconds wall = std::chrono::seconds{1'700'000'000})
        : times_(std::make_shared<times>(times{wall, std::chrono::nanoseconds{0}})) {}

    /// Moves both times by `step`. A negative step simulates a monotonic clock that runs backwards.
    void advance(std::chrono::nanoseconds step) const noexcept {
        times_->wall += step;
        times_->monotonic += step;
    }

    /// Moves only the wall time by `step`, as NTP does.
    void adjust_wall(std::chrono::nanoseconds step) const noexcept { times_->wall += step; }

    [[nodiscard]] std::chrono::nanoseconds wall() const noexcept { return times_->wall; }
    [[nodiscard]] std::int64_t ticks() const noexcept { return times_->monotonic.count(); }
    [[nodiscard]] static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept {
        return std::chrono::nanoseconds{ticks};
    }

private:
    struct times {
        std::chrono::nanoseconds wall;
        std::chrono::nanoseconds monotonic;
    };
    std::shared_ptr<times> times_;
};

static_assert(clock_source<manual_clock>);

}  // namespace logdefer::inline LOGDEFER_ABI
