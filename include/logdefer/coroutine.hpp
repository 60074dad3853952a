// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Coroutines: timers around what is awaited, and a log that follows its work over every suspension.
///
/// | to                                                    | use                                          |
/// |-------------------------------------------------------|----------------------------------------------|
/// | measure one `co_await`, in any coroutine              | `timed`                                      |
/// | find the log of the request without passing it        | `current`                                    |
/// | let the log follow coroutines of a type of your own   | `context_promise`, and a `log_context`       |
/// | let it follow fibers                                  | a `log_context`, and `context_suspension`    |
/// | let it follow Asio's coroutines                       | `bind` (`asio.hpp`)                          |

#include <logdefer/async/await_timer.hpp>
#include <logdefer/async/awaiting.hpp>
#include <logdefer/async/context.hpp>
#include <logdefer/async/log_access.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/records/record.hpp>

#include <concepts>
#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

class context_promise;

/// Measures what it awaits; what `timed` makes becomes this when it is awaited.
///
/// Any thread may resume the coroutine, even before `await_suspend` returns.
template <timing Timing, class Log, class Awaitable>
class timed_awaiter {
    using awaiter = detail::awaiter_of<Awaitable>;

public:
    timed_awaiter(Log& log, text name, Awaitable&& a)
        : timer_(log, name), awaiter_(detail::get_awaiter(std::forward<Awaitable>(a))) {}
    timed_awaiter(timed_awaiter&&) = delete;

    [[nodiscard]] bool await_ready() { return static_cast<bool>(awaiter_.await_ready()); }

    template <class Promise>
    auto await_suspend(std::coroutine_handle<Promise> h) -> decltype(std::declval<awaiter&>().await_suspend(h)) {
        if constexpr (Timing == timing::wall) {
            return awaiter_.await_suspend(h);
        } else {
            timer_.suspend();
            return detail::hand_over(awaiter_, h, books{timer_});
        }
    }

    decltype(auto) await_resume() {
        timer_.resume();
        stopped_at_exit const stopped{timer_};
        return awaiter_.await_resume();
    }

private:
    using timer = detail::await_timer<Timing, Log>;

    struct books {
        timer& of;
        void reopen() const noexcept { of.take_back(); }
        static void closed_for(std::coroutine_handle<>) noexcept {}
    };

    struct stopped_at_exit {
        timer& of;
        explicit stopped_at_exit(timer& t) noexcept : of(t) {}
        stopped_at_exit(stopped_at_exit&&) = delete;
        ~stopped_at_exit() { of.stop(); }
    };

    timer timer_;
    awaiter awaiter_;
};

/// What `timed` makes: to be awaited in the same expression.
template <timing Timing, class Log, class Awaitable>
class [[nodiscard]] timed_awaitable {
public:
    timed_awaitable(Log& log, text name, Awaitable&& a) noexcept
        : log_(log), name_(name), awaitable_(std::forward<Awaitable>(a)) {}

    timed_awaiter<Timing, Log, Awaitable> operator co_await() && {
        return {log_, name_, std::forward<Awaitable>(awaitable_)};
    }

private:
    Log& log_;
    text name_;
    Awaitable&& awaitable_;
};

/// Measures one await as a timer: `row = co_await timed(log, "db", db.query(sql))`. The result is that of the
/// awaitable.
///
/// The timer starts when the awaiter has to be asked whether it is ready, and stops when the await is over: with a
/// result, an exception, or the destruction of the frame. Around a lazy task that is all the time of the task.
///
/// With `timing::split` and `full` it tells besides how long the work ran meanwhile, which depends on where it is:
///  - with the log current (`context_promise`, `bind`, a fiber's `log_context`): whatever ran for the log is `busy`,
///    and every continuation counts in `resumes`;
///  - elsewhere what the await sees: `busy` till the coroutine suspends and from when it resumes; `resumes` is 0 or 1,
///    `hops` tells whether the thread changed, `queued` is 0. What a task does that is awaited is not seen.
///
/// @par Errors        those of the awaitable; a timer that cannot be kept is counted, as `basic_log_defer::timer` does
/// @par Thread safety calls on one log must be sequenced; the coroutine may go on on any thread
/// @par Lifetime      refers to its arguments until it is awaited, to an awaiter or an lvalue until the await is over;
///                    a log that ends before leaves the timer inert, as with `timer_scope`
/// @par Complexity    no allocation; `wall` reads the clock twice, the others up to four times
template <timing Timing = timing::wall, detail::deferred_log Log, detail::awaitable Awaitable>
timed_awaitable<Timing, Log, Awaitable> timed(Log& log, text name, Awaitable&& a) noexcept {
    return {log, name, std::forward<Awaitable>(a)};
}

/// The log that the running work belongs to.
///
/// Where it is over, the result is a log that is over as well, and ignores every call. Where there is none, or it is of
/// another type, the result is the same, and the default error hook hears `error::no_current` each time; where that is
/// no mistake, ask `find_current`.
///
/// The type's clock and serializer can be made without arguments.
///
/// @par Thread safety looks at the calling thread alone; calls on the log must be sequenced, as ever. Where it is over,
///                    the result is one for all threads, which may call it at once: never move from or assign to it
template <detail::deferred_log Log = basic_log_defer<>>
[[nodiscard]] Log& current() noexcept {
    return detail::current_log<Log>();
}

/// The same, but null where there is none, or it is of another type: for code that also runs outside of requests.
template <detail::deferred_log Log = basic_log_defer<>>
[[nodiscard]] Log* find_current() noexcept {
    return detail::find_current_log<Log>();
}

/// Lets a log be the current one of coroutines and fibers.
///
/// @par Thread safety its work must be sequenced, on any threads; parallel work needs a fork with a context of its own
/// @par Lifetime      must outlive the coroutines that carry it, but for the one in whose frame it lies; the log must
///                    outlive this, and not be moved
template <detail::deferred_log Log = basic_log_defer<>>
class log_context {
public:
    explicit log_context(Log& log) noexcept : context_(log) {}

    /// Calls `f`, and lets coroutines that are made in it, by `context_promise`, carry this context.
    template <std::invocable F>
    decltype(auto) create(F&& f) {
        current_here const here{context_};
        return std::forward<F>(f)();
    }

    /// Calls `f` as work of this log: all of a fiber, or what needs no coroutine. What it starts must not go on
    /// elsewhere before it returns or is suspended.
    template <std::invocable F>
    decltype(auto) run(F&& f) {
        stay const here{context_};
        return std::forward<F>(f)();
    }

private:
    friend class context_promise;

    struct current_here {
        detail::context* before;
        explicit current_here(detail::context& c) noexcept : before(detail::context::exchange_current(&c)) {}
        current_here(current_here&&) = delete;
        ~current_here() { detail::context::exchange_current(before); }
    };

    /// Not inlined, as with `context_suspension`: `f` may return on another thread.
    class stay {
    public:
        [[gnu::noinline]] explicit stay(detail::context& c) noexcept : here_(&c) { here_.enter(); }
        stay(stay&&) = delete;
        [[gnu::noinline]] ~stay() { (void)here_.leave(nullptr); }

    private:
        detail::carried_context here_;
    };

    detail::context context_;
};

/// Awaits on behalf of a coroutine with a `context_promise`; `Awaiter` may be a reference.
template <class Awaiter>
class carried_awaiter {
    template <class Promise>
    static constexpr bool suspends_noexcept =
        noexcept(std::declval<Awaiter&>().await_suspend(std::declval<std::coroutine_handle<Promise>>()));

public:
    template <detail::awaitable Awaitable>
    carried_awaiter(detail::carried_context& context, Awaitable&& a) noexcept(detail::has_noexcept_awaiter<Awaitable>)
        : context_(context), awaiter_(detail::get_awaiter(std::forward<Awaitable>(a))) {}
    carried_awaiter(carried_awaiter&&) = delete;

    [[nodiscard]] bool await_ready() noexcept(noexcept(std::declval<Awaiter&>().await_ready())) {
        return static_cast<bool>(awaiter_.await_ready());
    }

    template <class Promise>
    auto await_suspend(std::coroutine_handle<Promise> h) noexcept(suspends_noexcept<Promise>)
        -> decltype(std::declval<Awaiter&>().await_suspend(h)) {
        return detail::hand_over(awaiter_, h, books{context_, context_.leave(h.address())});
    }

    decltype(auto) await_resume() noexcept(noexcept(std::declval<Awaiter&>().await_resume())) {
        context_.enter();
        return awaiter_.await_resume();
    }

private:
    struct books {
        detail::carried_context& context;
        detail::left_slice left;
        void reopen() const noexcept { context.return_to(left); }
        void closed_for(std::coroutine_handle<> next) const noexcept {
            detail::carried_context::go_on_with(left, next.address());
        }
    };

    detail::carried_context& context_;
    Awaiter awaiter_;
};

/// A base for the promise of a coroutine type of your own, whose coroutines carry the context they were made in:
/// whenever one runs, on whichever thread, `current()` is its log.
///
/// A coroutine that begins a request has a `log_context` in its frame and says `co_await context`. Where the frame is
/// destroyed while the coroutine waits, the outcome of the log is `abandoned`, unless there is one.
///
/// Gives the promise `await_transform` and a lazy `initial_suspend`. What the promise adds must leave the context, or
/// the lines of other work on the thread go into this log:
///  - `final_suspend`, `yield_value`, and an `initial_suspend` of your own return `carried(awaiter)`, an
///    `await_transform` of your own passes its result through it;
///  - `unhandled_exception`, where it throws: `{ leave_context(); throw; }`.
///
/// A log's binding (`bind`) is kept by the coroutines that carry it, not so its log: it may be over when they go on.
///
/// A coroutine without a context pays two comparisons for each await.
class context_promise {
public:
    context_promise() noexcept : context_(detail::context::current()) {}

    /// An awaiter around whose suspension the context is left and entered again. Keeps an rvalue.
    template <detail::awaitable Awaitable>
    [[nodiscard]] auto carried(Awaitable&& a) noexcept(detail::has_noexcept_awaiter<Awaitable>) {
        using awaiter = detail::awaiter_of<Awaitable>;
        using kept = std::conditional_t<std::is_rvalue_reference_v<awaiter>, std::remove_reference_t<awaiter>, awaiter>;
        return carried_awaiter<kept>{context_, std::forward<Awaitable>(a)};
    }

    /// The same for what is awaited in the same expression: keeps nothing.
    template <detail::awaitable Awaitable>
    [[nodiscard]] carried_awaiter<detail::awaiter_of<Awaitable>> await_transform(Awaitable&& a) {
        return {context_, std::forward<Awaitable>(a)};
    }

    /// From here on the coroutine carries this context, and so do those that it makes.
    template <class Log>
    [[nodiscard]] std::suspend_never await_transform(log_context<Log>& context) noexcept {
        context_.move_to(context.context_);
        return {};
    }

    [[nodiscard]] auto initial_suspend() noexcept { return carried(std::suspend_always{}); }

protected:
    /// The coroutine runs no more, though it is not suspended: an exception leaves it.
    void leave_context() noexcept { (void)context_.leave(nullptr); }

private:
    detail::carried_context context_;
};

/// Stands around each switch from one fiber to another, on both sides: the thread is not the log's meanwhile, and its
/// timers know that the fiber waits.
///
/// A fiber that is destroyed while it waits makes the outcome of a log on its stack `abandoned`, unless there is one.
///
/// The fiber may go on on another thread. The compiler may keep the place of thread-local objects in a register over a
/// switch: the function that switches should not call `current()` itself then.
class context_suspension {
public:
    [[gnu::noinline]] context_suspension() noexcept
        : context_(detail::context::exchange_current(nullptr)), running_(context_ != nullptr && context_->running()) {
        if (running_) context_->end_slice(context_->now());
    }
    context_suspension(context_suspension&&) = delete;
    [[gnu::noinline]] ~context_suspension() {
        if (context_ != nullptr) {
            context_->note_wait(std::uncaught_exceptions() > exceptions_);
            if (running_) context_->continue_slice(0);
        }
        detail::context::exchange_current(context_);
    }

private:
    detail::context* context_;
    bool running_;
    int exceptions_ = std::uncaught_exceptions();
};

}  // namespace logdefer::inline LOGDEFER_ABI
