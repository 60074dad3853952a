// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The handle of one running timer.

#include <logdefer/base/config.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/transaction.hpp>
#include <logdefer/transaction/transaction_pool.hpp>

#include <cstdint>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

template <timing Timing, class Log>
class await_timer;

struct timer_access;

}  // namespace detail

/// One named interval of a transaction; stops when destroyed.
///
/// An object of this class lives in the scope that it measures. It may be held across `co_await` and stopped on another
/// thread, as long as calls on one log and its timers are sequenced.
///
/// @tparam Clock      models `clock_source`
/// @par Errors        none are returned: if the log was full or closed, the timer is inert
/// @par Complexity    O(1), no allocation
/// @par Lifetime      may outlive its log; a timer that is stopped after the record was written changes nothing, and
///                    the log's error hook is called once with `error::late` and the timer's name; without the name
///                    if the log has forks or is one, and a log of its record has learnt a secret by `redact`
template <clock_source Clock>
class [[nodiscard]] timer_scope {
public:
    /// Makes an inert timer, which records nothing.
    explicit timer_scope(Clock clock) noexcept : clock_(std::move(clock)) {}

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
    friend detail::timer_access;

    /// Makes the handle of the timer that runs in `owner`, at `place`.
    timer_scope(detail::transaction& owner, std::uint32_t place, Clock clock) noexcept
        : owner_(&owner), place_(place), clock_(std::move(clock)) {
        owner.add_running_timer();
    }

    /// Ends the interval now. Calls `tell`, which may add details to the timer, unless the log has ended.
    template <class Tell>
    [[gnu::always_inline]] void stop(Tell&& tell) noexcept {
        detail::transaction* const owner = std::exchange(owner_, nullptr);
        if (owner == nullptr) return;
        if (owner->has_ended()) [[unlikely]]
            return stop_late(*owner, place_);
        auto const now = clock_.ticks();
        tell(*owner, place_, now);
        owner->stop_running_timer(place_, owner->entries().read_time(clock_, now));
    }

    /// Reports a timer that is stopped too late. Releases the transaction last, since the hook may stop other timers.
    [[gnu::noinline, gnu::cold]] static void stop_late(detail::transaction& owner, std::uint32_t place) noexcept {
        bool const news = !owner.is_discarded() && !owner.is_inherited();
        if (news) owner.report(error::late, owner.late_timer_name(place));
        detail::release_user(&owner);
    }

    detail::transaction* owner_ = nullptr;  // null: stopped, moved from, or inert
    std::uint32_t place_ = 0;
    [[no_unique_address]] Clock clock_;
};

namespace detail {

/// Makes the handles of timers that have been started.
struct timer_access {
    template <class Clock>
    [[nodiscard, gnu::always_inline]] static timer_scope<Clock> handle(transaction& owner, std::uint32_t place,
                                                                       Clock const& clock) noexcept {
        return {owner, place, clock};
    }
};

}  // namespace detail

}  // namespace logdefer::inline LOGDEFER_ABI
