// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A clock for tests: it stands still until it is told to move.

#include <logdefer/base/config.hpp>
#include <logdefer/clocks/clock.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace logdefer::inline LOGDEFER_ABI {

/// A clock that moves when told to. Copies share one time, so the test keeps one and the log gets another.
///
/// @par Thread safety  none: tell and read it from sequenced code
class manual_clock {
public:
    /// Starts at this time since the Unix epoch.
    explicit manual_clock(std::chrono::nanoseconds wall = std::chrono::seconds{1'700'000'000})
        : times_(std::make_shared<times>(times{wall, std::chrono::nanoseconds{0}})) {}

    /// Moves both times; a negative step makes the monotonic one misbehave.
    void advance(std::chrono::nanoseconds step) const noexcept {
        times_->wall += step;
        times_->monotonic += step;
    }

    /// Moves the wall time alone, as NTP does.
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
