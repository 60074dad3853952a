// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Ties the work of one request to its log: makes the log current, measures how long the work ran, and detects its end.
///
/// Work may complete on one thread while another thread still leaves the last slice. Therefore the end of a slice never
/// uses the log: it stores its results in the binding, where the log finds them when it ends.

#include <logdefer/async/context.hpp>
#include <logdefer/async/log_access.hpp>
#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/error_hook.hpp>
#include <logdefer/base/guard.hpp>
#include <logdefer/base/reference_count.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/transaction/run_detail.hpp>
#include <logdefer/transaction/transaction.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// The binding of one log.
///
/// @tparam Executor    where the work runs; not an executor of Asio, but a class that has one. While there is work, the
///                     result of `start_work()` is kept: it keeps the executor's context from ending, and its `runner`
///                     runs functions one at a time
/// @par Thread safety  slices must be sequenced; any thread may count handles and work
/// @par Lifetime       lives as long as its handles, its log, and the coroutines that carry the context; a log passed
///                     as an lvalue must not be moved or destroyed until its work is done or it has ended
template <class Executor, class Log, timing Timing>
class binding final : public end_listener, private counted_container {
public:
    using executor_type = Executor;

    /// Makes a binding with one handle, which belongs to the caller, and with a timer if `name` is not null.
    binding(Executor executor, Log& log, text const* name)
        : executor_(std::move(executor)), clock_(log_access::clock_of(log)), context_(log, this) {
        attach(log, name);
    }
    binding(Executor executor, Log&& log, text const* name)
        : executor_(std::move(executor)),
          clock_(log_access::clock_of(log)),
          owned_log_(std::move(log)),
          context_(*owned_log_, this) {
        attach(*owned_log_, name);
    }

    /// Returns the executor that was bound. Only for a caller that has a handle.
    [[nodiscard]] Executor const& executor() const noexcept { return *executor_; }

    /// Returns the executor that runs functions one at a time. Only for a caller that has work.
    [[nodiscard]] auto const& runner() const noexcept { return guard_->runner; }

    [[nodiscard]] context& current() noexcept { return context_; }

    void add_handle() noexcept { handles_.add(); }

    void release_handle() noexcept {
        if (!handles_.release()) return;
        executor_.reset();
        if (owned_log_) finish_owned_log();
        release_owner();
    }

    /// Counts one more piece of work. If there was none before, throws what `start_work` throws.
    void add_work() {
        auto count = work_.load(std::memory_order_relaxed);
        while (count != 0) {
            // acquire: this work uses the guard, which the work counted before keeps
            if (work_.compare_exchange_weak(count, count + 1, std::memory_order_acquire, std::memory_order_relaxed)) {
                return;
            }
        }
        std::lock_guard const lock{mutex_};
        if (work_.load(std::memory_order_relaxed) == 0) guard_.emplace(executor_->start_work());
        work_.fetch_add(1, std::memory_order_release);  // release: shows the guard
    }

    /// Counts one piece of work less. The last one ends the timer, and a log that the binding owns. Only for a caller
    /// that has a handle.
    void release_work() noexcept {
        auto count = work_.load(std::memory_order_relaxed);
        while (count > 1) {  // release: this work happens before what follows the last one
            if (work_.compare_exchange_weak(count, count - 1, std::memory_order_release)) return;
        }
        std::optional<work_guard> last;
        {
            std::lock_guard const lock{mutex_};
            if (work_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
            last = std::exchange(guard_, std::nullopt);
            if (timer_ != 0) worked_until_ = clock_.ticks();
            if (owned_log_) stop_watching_and_detach_log();
        }
        if (owned_log_) finish_owned_log();
    }

    /// Proposes an outcome of the log, because work failed, was cancelled, or was destroyed before it ran. Only the
    /// first call counts.
    void propose_outcome(outcome o) noexcept {
        auto none = outcome::ok;
        // relaxed: the log's end is sequenced
        proposed_outcome_.compare_exchange_strong(none, o, std::memory_order_relaxed);
    }

    /// Returns the time at which work becomes ready, which is now, or 0 if no watcher needs it. A watcher that is added
    /// later begins in a slice, before the end of which this work was ready.
    [[nodiscard, gnu::always_inline]] std::int64_t ticks_if_watched() const noexcept {
        return context_.watched() ? clock_.ticks() : 0;
    }

    /// Runs work that has been ready since `ready_since`, as a slice, or as a part of the slice that this thread is in.
    template <class F>
    void run(F&& f, std::int64_t ready_since) {
        slice const whole{*this, ready_since};
        observed(std::forward<F>(f), [&] {
            // The outer work may handle the exception of inner work.
            if (whole.is_outermost()) propose_outcome(outcome::exception);
        });
    }

    void log_ends(transaction& t, std::int64_t now) noexcept override {
        {
            std::lock_guard const lock{mutex_};
            if (timer_ != 0) stop_timer(t, now);
            context_.detach_log();
            auto const proposed = proposed_outcome_.load(std::memory_order_relaxed);
            if (proposed != outcome::ok) t.propose_outcome(proposed);
        }
        release_owner();
    }

    void log_is_left_behind() noexcept override {
        context_.detach_log();
        release_owner();
    }

private:
    using clock = typename Log::clock_type;
    using work_guard = decltype(std::declval<Executor const&>().start_work());

    struct no_watcher {};

    class slice {
    public:
        slice(binding& b, std::int64_t ready_since) noexcept
            : binding_(b), outermost_(!b.context_.running_on_this_thread()), override_(&b.context_) {
            if (outermost_) binding_.begin_slice(ready_since);
        }
        slice(slice&&) = delete;
        ~slice() {
            if (outermost_) binding_.end_slice();
        }

        [[nodiscard]] bool is_outermost() const noexcept { return outermost_; }

    private:
        binding& binding_;
        bool outermost_;
        scoped_override override_;
    };

    void attach(Log& log, text const* name) noexcept {
        transaction* const t = log_access::transaction_of(log);
        if (t == nullptr) return context_.detach_log();
        if (name != nullptr) start_timer(*t, *name);
        t->add_end_listener(*this);
        add_owner();  // for the log
    }

    void start_timer(transaction& t, text name) noexcept {
        auto const now = clock_.ticks();
        auto const start = t.entries().read_time(clock_, now);
        worked_until_ = now;
        if constexpr (Timing == timing::wall) {
            timer_ = t.entries().start_timer(name, start);
        } else {
            timer_ = t.entries().template start_detailed_timer<Timing>(name, start);
            if (timer_ != 0) context_.watch(watcher_, now);
        }
    }

    void stop_timer(transaction& t, std::int64_t now) noexcept {
        auto const place = std::exchange(timer_, 0);
        auto end = t.entries().read_time(clock_, now);
        if (work_.load(std::memory_order_relaxed) == 0) {  // the last work may have ended after `now` was read
            end = smaller(end, t.entries().since_start(clock_, worked_until_));
        }
        t.entries().stop_timer(place, end);
        if constexpr (Timing != timing::wall) {
            if (watcher_.watched != nullptr) context_.unwatch(watcher_, now);
            t.entries().template set_detail<Timing>(place, in_nanoseconds(watcher_.counters, clock_));
        }
    }

    /// So that late work does not use a log that ends.
    void stop_watching_and_detach_log() noexcept {
        if constexpr (Timing != timing::wall) {
            if (watcher_.watched != nullptr) context_.unwatch(watcher_, worked_until_);
        }
        context_.detach_log();
    }

    void begin_slice(std::int64_t ready_since) noexcept {
        // relaxed, and no exchange, which is expensive: a thread that comes meanwhile nearly always sees the flag set
        if (occupied_.load(std::memory_order_relaxed)) [[unlikely]]
            error_hook{}(error::not_sequenced, {});
        occupied_.store(true, std::memory_order_relaxed);
        auto const now = ticks_if_watched();
        [[maybe_unused]] auto const lock = lock_counters();
        context_.begin_slice(now, ready_since);
    }

    void end_slice() noexcept {
        auto const now = ticks_if_watched();
        {
            [[maybe_unused]] auto const lock = lock_counters();
            context_.end_slice(now);
        }
        occupied_.store(false, std::memory_order_relaxed);
    }

    /// Locks the counters, since the log may read them at its end while the last slice is being left.
    [[nodiscard]] auto lock_counters() noexcept {
        if constexpr (Timing == timing::wall) {
            return 0;
        } else {
            return std::unique_lock{mutex_};
        }
    }

    void finish_owned_log() noexcept {
        {
            std::lock_guard const lock{mutex_};
            if (std::exchange(finished_, true)) return;
        }
        (void)owned_log_->finish();
    }

    void destroy() noexcept override { delete this; }

    std::optional<Executor> executor_;  // until the last handle is released: it must not outlive what it refers to
    [[no_unique_address]] clock clock_;
    std::optional<Log> owned_log_;
    context context_;
    // All handles together are one owner, as the strong references of `std::shared_ptr` are together a weak one.
    reference_count handles_;
    // Not a `reference_count`: may become 0 and begin again, each time under the lock.
    std::atomic<std::size_t> work_ = 0;
    std::atomic<outcome> proposed_outcome_ = outcome::ok;
    std::atomic<bool> occupied_ = false;  // by a slice

    std::mutex mutex_;  // for the following members, and for the begin and the end of work
    std::optional<work_guard> guard_;
    std::int64_t worked_until_ = 0;
    std::uint32_t timer_ = 0;
    bool finished_ = false;
    [[no_unique_address]] std::conditional_t<Timing == timing::wall, no_watcher, run_watcher> watcher_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
