// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What follows one log through coroutines and fibers: which log is current, and when its work runs.
///
/// Work that waits runs in slices: from a resume to the next suspension, on one thread. While a slice runs its context
/// is the thread's current one. Timers that want to tell running from waiting are told of each slice.

#include <logdefer/clock.hpp>
#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/atomic.hpp>
#include <logdefer/detail/run_detail.hpp>

#include <cstdint>
#include <utility>

#include <pthread.h>

namespace logdefer::detail {

/// A timer that wants to know of slices. Lies where its owner lies: in a coroutine's frame, mostly.
struct run_watcher {
    run_counters counters;
    std::int64_t slice_start = 0;
    run_watcher* next = nullptr;
};

/// One for each type of log: its address tells which type a context's log has.
template <class Log>
inline constexpr char log_type_tag{};

/// @par Thread safety  one slice at a time, on any thread; `watched` is any thread's
class context {
public:
    template <class Log>
    explicit context(Log& log) noexcept : log_(&log), type_(&log_type_tag<Log>) {}
    context(context&&) = delete;
    ~context() = default;

    /// The log, or null where it is of another type.
    template <class Log>
    [[nodiscard]] Log* log() const noexcept {
        return type_ == &log_type_tag<Log> ? static_cast<Log*>(log_) : nullptr;
    }

    /// Whether slices must be timed.
    [[nodiscard]] bool watched() const noexcept { return watched_.load(memory_order::relaxed); }  // a mere hint

    /// Starts to tell a watcher of slices; the present one counts from `now`.
    void watch(run_watcher& w, std::int64_t now) noexcept {
        w.slice_start = now;
        w.next = std::exchange(watchers_, &w);
        watched_.store(true, memory_order::relaxed);
    }

    /// Ends that. During a slice the part until `now` counts. O(n) in the watchers.
    void unwatch(run_watcher& w, std::int64_t now) noexcept {
        if (running_) end_run(w, now);
        run_watcher** link = &watchers_;
        while (*link != &w) link = &(*link)->next;
        *link = w.next;
        watched_.store(watchers_ != nullptr, memory_order::relaxed);
    }

    /// A slice begins, having waited for a thread for `queued` ticks.
    void begin_slice(std::int64_t now, std::int64_t queued) noexcept {
        auto const thread = ::pthread_self();
        bool const hopped = has_run_ && ::pthread_equal(thread, thread_) == 0;
        for (run_watcher* w = watchers_; w != nullptr; w = w->next) {
            w->slice_start = now;
            w->counters.queued += queued;
            ++w->counters.resumes;
            w->counters.hops += hopped ? 1 : 0;
        }
        thread_ = thread;
        has_run_ = true;
        running_ = true;
    }

    void end_slice(std::int64_t now) noexcept {
        for (run_watcher* w = watchers_; w != nullptr; w = w->next) end_run(*w, now);
        running_ = false;
    }

    /// The context of the slice that this thread is in, or null.
    [[nodiscard]] static context* current() noexcept { return current_; }

    /// Makes another one current and returns the one before.
    static context* exchange_current(context* c) noexcept { return std::exchange(current_, c); }

private:
    static void end_run(run_watcher& w, std::int64_t now) noexcept {
        auto const run = saturated_difference(now, w.slice_start);
        w.counters.busy = saturated_sum(w.counters.busy, run);
        w.counters.max_run = larger(w.counters.max_run, run);
    }

    static inline constinit thread_local context* current_ = nullptr;

    void* log_;
    void const* type_;
    run_watcher* watchers_ = nullptr;
    atomic<bool> watched_{false};
    bool has_run_ = false;
    bool running_ = false;
    ::pthread_t thread_{};  // of the latest slice
};

}  // namespace logdefer::detail
