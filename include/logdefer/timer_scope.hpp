// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The handle of one running timer.

#include <logdefer/base/config.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/pool.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <cstdint>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

template <timing Timing, class Log>
class await_timer;

}  // namespace detail

/// One named interval of a transaction; stops when destroyed.
///
/// Belongs in the scope it measures; may be held across `co_await` and stopped on another thread, as long as calls on
/// one log and its timers are sequenced.
///
/// @tparam Clock      models `clock_source`
/// @par Errors        none to see: where the log was full or over, the timer is inert
/// @par Complexity    O(1), no allocation
/// @par Lifetime      may outlive its log; stopped after the record was written it changes nothing and is reported
///                    once, as `error::late` with the timer's name, to the log's error hook
template <clock_source Clock>
class [[nodiscard]] timer_scope {
public:
    /// An inert timer.
    explicit timer_scope(Clock clock) noexcept : clock_(std::move(clock)) {}

    /// A timer that runs in `owner`, at `place`.
    timer_scope(detail::transaction& owner, std::uint32_t place, Clock clock) noexcept
        : owner_(&owner), place_(place), clock_(std::move(clock)) {
        ++owner.status().live_timers;
    }

    timer_scope(timer_scope&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), place_(other.place_), clock_(std::move(other.clock_)) {}
    timer_scope& operator=(timer_scope&&) = delete;
    ~timer_scope() { stop(); }

    /// Ends the interval now; later calls do nothing.
    [[gnu::always_inline]] void stop() noexcept {
        stop([](detail::transaction&, std::uint32_t, std::int64_t) noexcept {});
    }

private:
    template <timing Timing, class Log>
    friend class detail::await_timer;

    /// Ends the interval; while the record can still be added to, `tell` may say more of it.
    template <class Tell>
    [[gnu::always_inline]] void stop(Tell&& tell) noexcept {
        detail::transaction* const owner = std::exchange(owner_, nullptr);
        if (owner == nullptr) return;
        auto& status = owner->status();
        if (status.sealed) [[unlikely]]
            return stop_late(*owner, place_);
        auto const now = clock_.ticks();
        tell(*owner, place_, now);
        owner->stop_timer(place_, now);
        --status.live_timers;
    }

    /// Lets go last: the hook may stop other timers.
    [[gnu::noinline, gnu::cold]] static void stop_late(detail::transaction& owner, std::uint32_t place) noexcept {
        bool const news = !owner.status().silent && !owner.is_inherited();
        if (news) owner.on_error(error::late, owner.timer_name(place));
        detail::pool::release(&owner);
    }

    detail::transaction* owner_ = nullptr;  // null: stopped, moved from, or inert
    std::uint32_t place_ = 0;
    [[no_unique_address]] Clock clock_;
};

}  // namespace logdefer::inline LOGDEFER_ABI
