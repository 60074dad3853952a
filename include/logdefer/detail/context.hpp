// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What follows one log through coroutines and fibers: which log is current, and when its work runs.
///
/// Work that waits runs in slices: from a resume to the next suspension, on one thread. While a slice runs its context
/// is the thread's current one. Timers that want to tell running from waiting are told of each slice.

#include <logdefer/clock.hpp>
#include <logdefer/detail/arithmetic.hpp>
#include <logdefer/detail/atomic.hpp>
#include <logdefer/detail/log_access.hpp>
#include <logdefer/detail/run_detail.hpp>

#include <cassert>
#include <cstdint>
#include <utility>

#include <pthread.h>

namespace logdefer::detail {

class context;

/// A timer that wants to know of slices. Lies where its owner lies, in a coroutine's frame mostly, and leaves its
/// context with it.
struct run_watcher {
    run_counters counters;
    std::int64_t slice_start = 0;
    run_watcher* next = nullptr;
    context* watched = nullptr;  // null: none, or none any more

    run_watcher() = default;
    run_watcher(run_watcher&&) = delete;
    ~run_watcher();

    /// Counts what ran from `slice_start` till `now`.
    void end_run(std::int64_t now) noexcept {
        auto const run = larger<std::int64_t>(0, saturated_difference(now, slice_start));
        counters.busy = saturated_sum(counters.busy, run);
        counters.max_run = larger(counters.max_run, run);
    }

    void resume(std::int64_t now, bool on_another_thread) noexcept {
        slice_start = now;
        ++counters.resumes;
        counters.hops += on_another_thread ? 1 : 0;
    }
};

/// One for each type of log: its address tells which type a context's log has.
template <class Log>
inline constexpr char log_type_tag{};

/// @par Thread safety  one slice at a time, on any thread; `watched` is any thread's
class context {
public:
    /// The log must stay where it is.
    template <class Log>
    explicit context(Log& log) noexcept
        : log_(&log),
          type_(&log_type_tag<Log>),
          clock_(&log_access::clock_of(log)),
          read_clock_([](void const* clock) noexcept {
              return static_cast<typename Log::clock_type const*>(clock)->ticks();
          }) {}
    context(context&&) = delete;
    ~context() {
        forget_watchers();
        if (current_ == this) current_ = nullptr;
    }

    /// The log, or null where it is of another type.
    template <class Log>
    [[nodiscard]] Log* log() const noexcept {
        return type_ == &log_type_tag<Log> ? static_cast<Log*>(log_) : nullptr;
    }

    /// The log has ended: whoever asks finds none, and no timer of it is told of slices any more.
    void forget_log() noexcept {
        log_ = nullptr;
        forget_watchers();
    }

    /// Whether slices must be timed.
    [[nodiscard]] bool watched() const noexcept { return watched_.load(memory_order::relaxed); }  // a mere hint

    /// The log's clock, where somebody wants the time of a slice's begin or end; else 0.
    [[nodiscard]] std::int64_t now() const noexcept { return watched() ? read_clock_(clock_) : 0; }

    /// Starts to tell a watcher of slices; the present one counts from `now`.
    void watch(run_watcher& w, std::int64_t now) noexcept {
        w.slice_start = running_ ? now : slice_end_;
        w.watched = this;
        w.next = std::exchange(watchers_, &w);
        watched_.store(true, memory_order::relaxed);
    }

    /// Ends that. During a slice the part until `now` counts. O(n) in the watchers.
    void unwatch(run_watcher& w, std::int64_t now) noexcept {
        w.end_run(running_ ? now : slice_end_);
        forget(w);
    }

    /// Ends that without counting further.
    void forget(run_watcher& w) noexcept {
        run_watcher** link = &watchers_;
        while (*link != &w) link = &(*link)->next;
        *link = w.next;
        w.watched = nullptr;
        watched_.store(watchers_ != nullptr, memory_order::relaxed);
    }

    /// A slice begins, having waited for a thread for `queued` ticks.
    void begin_slice(std::int64_t now, std::int64_t queued) noexcept {
        auto const thread = ::pthread_self();
        bool const hopped = slices_ != 0 && ::pthread_equal(thread, thread_) == 0;
        for (run_watcher* w = watchers_; w != nullptr; w = w->next) {
            w->end_run(slice_end_);
            w->counters.queued += queued;
            w->resume(now, hopped);
        }
        thread_ = thread;
        ++slices_;
        running_ = true;
    }

    /// What ran is counted later: the slice may yet be continued.
    void end_slice(std::int64_t now) noexcept {
        slice_end_ = now;
        running_ = false;
    }

    /// As if the last slice had not ended.
    void continue_slice() noexcept { running_ = true; }

    /// How many slices have begun.
    [[nodiscard]] std::uint64_t slices() const noexcept { return slices_; }

    /// Whether this thread is in a slice, perhaps with one of another context nested in it.
    [[nodiscard]] bool running_here() const noexcept {
        return running_ && ::pthread_equal(::pthread_self(), thread_) != 0;
    }

    /// Whether a slice is running, here or elsewhere.
    [[nodiscard]] bool running() const noexcept { return running_; }

    /// The context of the slice that this thread is in, or null.
    [[nodiscard]] static context* current() noexcept { return current_; }

    /// Makes another one current and returns the one before.
    static context* exchange_current(context* c) noexcept { return std::exchange(current_, c); }

private:
    void forget_watchers() noexcept {
        while (watchers_ != nullptr) forget(*watchers_);
    }

    static inline constinit thread_local context* current_ = nullptr;

    void* log_;
    void const* type_;
    void const* clock_;
    std::int64_t (*read_clock_)(void const*) noexcept;
    run_watcher* watchers_ = nullptr;
    std::int64_t slice_end_ = 0;  // of the latest slice that has ended
    std::uint64_t slices_ = 0;
    atomic<bool> watched_{false};
    bool running_ = false;
    ::pthread_t thread_{};  // of the latest slice
};

/// The log of the running slice. Where there is none of this type, an assertion fails; else one that is over.
template <class Log>
[[nodiscard]] Log& current_log() noexcept {
    context const* const here = context::current();
    Log* const log = here == nullptr ? nullptr : here->template log<Log>();
    assert(log != nullptr
           && "logdefer: no log of this type is current; was the work continued on an unbound executor?");
    return log != nullptr ? *log : log_access::closed<Log>();
}

inline run_watcher::~run_watcher() {
    if (watched != nullptr) watched->forget(*this);
}

/// The slice that ended with a stay in a context; of no context where it goes on.
struct left_slice {
    context* of = nullptr;
    std::uint64_t number = 0;
    bool stayed = false;  // there was a stay to end
};

/// A suspension in favour of another coroutine.
struct slice_transfer {
    left_slice from;
    void const* to = nullptr;
};

/// A coroutine's stays in its context: from each resume to the next suspension.
///
/// A stay is a slice, or a part of the slice that is running: of an executor, or of the coroutine that resumed this
/// one. Where a coroutine suspends in favour of another of the same context, both stays are in one slice.
class carried_context {
public:
    explicit carried_context(context* c) noexcept : context_(c) {}
    carried_context(carried_context&&) = delete;
    /// A coroutine that ends without a suspension, or by an exception, is still there.
    ~carried_context() {
        if (inside_ && context::current() == context_) (void)leave(nullptr);
    }

    /// Begins a stay on this thread, unless there is one.
    void enter() noexcept {
        if (context_ == nullptr || inside_) return;
        move_in();
        owns_slice_ = !context_->running_here();
        if (owns_slice_) take_up_slice();
    }

    /// Ends the stay. The coroutine's address is what it will be known by when it comes back.
    left_slice leave(void const* coroutine) noexcept {
        coroutine_ = coroutine;
        // NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Branch): clang 19 does not see that a promise is constructed
        if (!inside_) return {};
        inside_ = false;
        if (context::exchange_current(before_) != context_) context_ = nullptr;  // it ended during the stay
        if (context_ == nullptr) return {};
        if (!owns_slice_) return {nullptr, 0, true};
        context_->end_slice(context_->now());
        return {context_, context_->slices(), true};
    }

    /// Takes back what `leave` did: the coroutine was not suspended.
    void return_to(left_slice left) noexcept {
        if (!left.stayed) return;
        move_in();
        if (left.of == nullptr) return;
        if (left.number == context_->slices()) {
            context_->continue_slice();
        } else {  // others of the context have run
            context_->begin_slice(context_->now(), 0);
        }
    }

    /// From now on the stays are in another context.
    void move_to(context& other) noexcept {
        (void)leave(coroutine_);
        context_ = &other;
        enter();
    }

    /// This thread goes on with another coroutine. May be called when neither the context nor this exist any more.
    static void go_on_with(left_slice left, void const* coroutine) noexcept {
        if (left.of != nullptr) transfer_ = {left, coroutine};
    }

private:
    void move_in() noexcept {
        inside_ = true;
        before_ = context::exchange_current(context_);
    }

    /// The number of the slice tells a transfer to this coroutine from one to another that had the same address.
    void take_up_slice() noexcept {
        assert(!context_->running() && "logdefer: two threads use one log at once; give the other a fork");
        auto const [from, to] = std::exchange(transfer_, {});
        if (to == coroutine_ && to != nullptr && from.of == context_ && from.number == context_->slices()) {
            context_->continue_slice();
        } else {
            context_->begin_slice(context_->now(), 0);
        }
    }

    static inline constinit thread_local slice_transfer transfer_{};

    context* context_;
    context* before_ = nullptr;  // the thread's current one while this is away
    void const* coroutine_ = nullptr;
    bool inside_ = false;
    bool owns_slice_ = false;
};

}  // namespace logdefer::detail
