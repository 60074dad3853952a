// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// The timer of one await, which may also record how long work ran during the await.

#include <logdefer/async/context.hpp>
#include <logdefer/async/log_access.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/timer_scope.hpp>
#include <logdefer/transaction/run_detail.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <cstdint>
#include <type_traits>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Counts the slices of the log's context if it is started in one of them, and otherwise only what the await itself
/// sees.
template <timing Timing, class Log>
class await_timer {
    using clock_type = typename Log::clock_type;

public:
    [[gnu::always_inline]] await_timer(Log& log, text name) noexcept : scope_(start(log, name)) {}

    /// Called just before the `await_suspend` of the awaiter.
    void suspend() noexcept {
        if (watcher_.watched != nullptr) return;
        if constexpr (Timing == timing::full) thread_ = ::pthread_self();
        suspended_at_ = scope_.clock_.ticks();
        suspended_ = true;
    }

    /// Called if the coroutine was not suspended after all.
    void undo_suspend() noexcept { suspended_ = false; }

    /// Called when the coroutine continues, whether or not it was suspended.
    void resume() noexcept {
        if (!suspended_) return;
        suspended_ = false;
        watcher_.count_run(suspended_at_);
        bool hopped = false;
        if constexpr (Timing == timing::full) hopped = ::pthread_equal(thread_, ::pthread_self()) == 0;
        watcher_.count_resume(scope_.clock_.ticks(), hopped);
    }

    [[gnu::always_inline]] void stop() noexcept {
        scope_.stop([this](transaction& t, std::uint32_t place, std::int64_t now) noexcept {
            if (watcher_.watched != nullptr) {
                watcher_.watched->unwatch(watcher_, now);
            } else {
                watcher_.count_run(suspended_ ? suspended_at_ : now);
            }
            t.entries().template set_detail<Timing>(place, in_nanoseconds(watcher_.counters, scope_.clock_));
        });
    }
    [[gnu::always_inline]] ~await_timer() { stop(); }
    await_timer(await_timer&&) = delete;

private:
    [[nodiscard]] timer_scope<clock_type> start(Log& log, text name) noexcept {
        auto const& clock = log_access::clock_of(log);
        transaction* const t = log_access::transaction_of(log);
        if (t == nullptr) return timer_scope<clock_type>{clock};
        auto const now = clock.ticks();
        auto const place = t->entries().template start_detailed_timer<Timing>(name, t->entries().read_time(clock, now));
        if (place == 0) return timer_scope<clock_type>{clock};
        context* const c = context::current();
        if (c != nullptr && c->template log<Log>() == &log && c->running_on_this_thread()) {
            c->watch(watcher_, now);
        } else {
            watcher_.slice_start = now;
        }
        return timer_access::handle(*t, place, clock);
    }

    run_watcher watcher_;  // before the scope, whose initialisation starts it
    std::int64_t suspended_at_ = 0;
    bool suspended_ = false;
    [[no_unique_address]] std::conditional_t<Timing == timing::full, ::pthread_t, std::false_type> thread_{};
    timer_scope<clock_type> scope_;
};

/// Records only the start and the end.
template <class Log>
class await_timer<timing::wall, Log> {
public:
    [[gnu::always_inline]] await_timer(Log& log, text name) noexcept : scope_(log.timer(name)) {}

    static void suspend() noexcept {}
    static void undo_suspend() noexcept {}
    static void resume() noexcept {}
    void stop() noexcept { scope_.stop(); }

private:
    timer_scope<typename Log::clock_type> scope_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
