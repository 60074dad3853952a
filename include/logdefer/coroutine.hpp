// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Support for coroutines: timers around `co_await`, and a log that follows its work over every suspension.
///
/// | to                                                    | use                                          |
/// |-------------------------------------------------------|----------------------------------------------|
/// | measure one `co_await`, in any coroutine              | `timed`                                      |
/// | find the log of the request without passing it        | `current`                                    |
/// | let the log follow coroutines of a custom type        | `context_promise`, and a `log_context`       |
/// | let the log follow fibers                             | a `log_context`, and `context_suspension`    |
/// | let the log follow Asio's coroutines                  | `bind` (`asio.hpp`)                          |

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

/// The awaiter of a `timed_awaitable`: measures the awaitable inside.
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
            return detail::call_await_suspend(awaiter_, h, suspension_listener{timer_});
        }
    }

    decltype(auto) await_resume() {
        timer_.resume();
        stopped_at_exit const stopped{timer_};
        return awaiter_.await_resume();
    }

private:
    using timer = detail::await_timer<Timing, Log>;

    struct suspension_listener {
        timer& of;
        void not_suspended() const noexcept { of.undo_suspend(); }
        static void transfers_to(std::coroutine_handle<>) noexcept {}
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

/// The result of `timed`, which must be awaited in the same expression.
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

/// Returns an awaitable that measures one await as a timer: `row = co_await timed(log, "db", db.query(sql))`. The
/// result of the await is that of `a`.
///
/// The timer starts when the result is awaited, and stops when the await ends: with a result, an exception, or the
/// destruction of the frame. Around a lazy task, the timer measures the whole task.
///
/// With `timing::split` and `timing::full` the timer also records how long the work ran during the await:
///  - if the log is the current one (`context_promise`, `bind`, a fiber's `log_context`), all work of the log is
///  `busy`, and every continuation counts in `resumes`;
///  - otherwise only the awaiting coroutine is seen: it is `busy` until it suspends and after it resumes, `resumes` is
///  0 or 1, `hops` is 1 if the thread changed, `queued` is 0. The work of an awaited task is not seen.
///
/// @par Errors        those of the awaitable; a timer that cannot be kept is counted as with `basic_log_defer::timer`
/// @par Thread safety calls on one log must be sequenced; any thread may resume the coroutine
/// @par Lifetime      refers to its arguments until it is awaited, and to an awaiter or an lvalue until the await ends;
///                    a log that ends earlier leaves the timer inert, as with `timer_scope`
/// @par Complexity    no allocation; `wall` reads the clock twice, the others up to four times
template <timing Timing = timing::wall, detail::deferred_log Log, detail::awaitable Awaitable>
timed_awaitable<Timing, Log, Awaitable> timed(Log& log, text name, Awaitable&& a) noexcept {
    return {log, name, std::forward<Awaitable>(a)};
}

/// Returns the current log: the one that the running work belongs to.
///
/// If that log has ended, returns a closed log, which ignores every call. If there is no current log, or it is of
/// another type, also returns a closed log, and calls the default error hook with `error::no_current` each time. Use
/// `find_current` where that is not an error.
///
/// The clock and the serializer of `Log` must be default-constructible.
///
/// @par Thread safety depends on the calling thread alone; calls on the log must be sequenced, as usual. The closed log
///                    is shared by all threads, which may call it at the same time: never move from it or assign to it
template <detail::deferred_log Log = basic_log_defer<>>
[[nodiscard]] Log& current() noexcept {
    return detail::current_log<Log>();
}

/// Returns a pointer to the current log, or null if there is none or it is of another type. For code that also runs
/// outside of requests.
template <detail::deferred_log Log = basic_log_defer<>>
[[nodiscard]] Log* find_current() noexcept {
    return detail::find_current_log<Log>();
}

/// Makes a log the current one of coroutines and fibers.
///
/// @par Thread safety the work of one context must be sequenced, on any threads; parallel work needs a fork of the log
///                    with a context of its own
/// @par Lifetime      must outlive the coroutines that carry it, except the one in whose frame it lies; the log must
///                    outlive the context, and must not be moved
template <detail::deferred_log Log = basic_log_defer<>>
class log_context {
public:
    explicit log_context(Log& log) noexcept : context_(log) {}

    /// Calls `f`. Coroutines that are made during the call carry this context, if their promise derives from
    /// `context_promise`.
    template <std::invocable F>
    decltype(auto) create(F&& f) {
        detail::scoped_override const current{&context_};
        return std::forward<F>(f)();
    }

    /// Calls `f` as work of this log: the whole body of a fiber, or work without coroutines. What `f` starts must not
    /// run elsewhere before `f` returns or is suspended.
    template <std::invocable F>
    decltype(auto) run(F&& f) {
        entered const inside{context_};
        return std::forward<F>(f)();
    }

private:
    friend class context_promise;

    /// Is inside of the context until its destruction. Not inlined, for the reason given at `context_suspension`: `f`
    /// may return on another thread.
    class entered {
    public:
        [[gnu::noinline]] explicit entered(detail::context& c) noexcept : carried_(&c) { carried_.enter(); }
        entered(entered&&) = delete;
        [[gnu::noinline]] ~entered() { (void)carried_.leave(nullptr); }

    private:
        detail::carried_context carried_;
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
        return detail::call_await_suspend(awaiter_, h, suspension_listener{context_, context_.leave(h.address())});
    }

    decltype(auto) await_resume() noexcept(noexcept(std::declval<Awaiter&>().await_resume())) {
        context_.enter();
        return awaiter_.await_resume();
    }

private:
    struct suspension_listener {
        detail::carried_context& context;
        detail::ended_slice slice;
        void not_suspended() const noexcept { context.undo_leave(slice); }
        void transfers_to(std::coroutine_handle<> next) const noexcept {
            detail::carried_context::note_transfer(slice, next.address());
        }
    };

    detail::carried_context& context_;
    Awaiter awaiter_;
};

/// A base class for the promise of a custom coroutine type, whose coroutines carry the context they were made in:
/// whenever such a coroutine runs, on whichever thread, `current()` is its log.
///
/// A coroutine that begins a request has a `log_context` in its frame and awaits it: `co_await context`. If the frame
/// is destroyed while the coroutine is suspended, the outcome of the log is `abandoned`, unless it has one.
///
/// Provides `await_transform` and a lazy `initial_suspend`. The functions that the derived promise adds must leave the
/// context, or else the lines of other work on the thread go into this log:
///  - `final_suspend`, `yield_value` and a custom `initial_suspend` return `carried(awaiter)`; a custom
///    `await_transform` passes its result through `carried`;
///  - an `unhandled_exception` that throws calls `leave_context` first: `{ leave_context(); throw; }`.
///
/// Coroutines that carry the context of a binding (`bind`) keep the binding alive, but not its log, which may have
/// ended when they are resumed.
///
/// A coroutine without a context costs two comparisons for each await.
class context_promise {
public:
    context_promise() noexcept : context_(detail::context::current()) {}

    /// Returns an awaiter that leaves the context when it suspends the coroutine, and enters it again on resumption.
    /// The result owns an rvalue, and refers to an lvalue.
    template <detail::awaitable Awaitable>
    [[nodiscard]] auto carried(Awaitable&& a) noexcept(detail::has_noexcept_awaiter<Awaitable>) {
        using awaiter = detail::awaiter_of<Awaitable>;
        using kept = std::conditional_t<std::is_rvalue_reference_v<awaiter>, std::remove_reference_t<awaiter>, awaiter>;
        return carried_awaiter<kept>{context_, std::forward<Awaitable>(a)};
    }

    /// Returns an awaiter as `carried` does, for use in the same expression: it only refers to its argument.
    template <detail::awaitable Awaitable>
    [[nodiscard]] carried_awaiter<detail::awaiter_of<Awaitable>> await_transform(Awaitable&& a) {
        return {context_, std::forward<Awaitable>(a)};
    }

    /// Makes the coroutine carry `context` from now on, and with it the coroutines that it makes.
    template <class Log>
    [[nodiscard]] std::suspend_never await_transform(log_context<Log>& context) noexcept {
        context_.change_context(context.context_);
        return {};
    }

    [[nodiscard]] auto initial_suspend() noexcept { return carried(std::suspend_always{}); }

protected:
    /// Leaves the context of a coroutine that ends without a suspension, since an exception leaves it.
    void leave_context() noexcept { (void)context_.leave(nullptr); }

private:
    detail::carried_context context_;
};

/// A guard around each switch from one fiber to another, in both fibers: while it exists, the log is not the current
/// one of the thread, and the timers of the log count the fiber as waiting.
///
/// If a fiber is destroyed while it waits, the outcome of a log on its stack is `abandoned`, unless it has one.
///
/// The fiber may be resumed on another thread. Since the compiler may keep the address of thread-local objects in a
/// register over a switch, the function that switches should not call `current()` itself in that case.
class context_suspension {
public:
    [[gnu::noinline]] context_suspension() noexcept {
        if (running_) suspended()->end_slice(suspended()->ticks_if_watched());
    }
    context_suspension(context_suspension&&) = delete;
    [[gnu::noinline]] ~context_suspension() {
        if (suspended() == nullptr) return;
        suspended()->note_wait(std::uncaught_exceptions() > exceptions_);
        if (running_) suspended()->continue_slice(0);
    }

private:
    [[nodiscard]] detail::context* suspended() const noexcept { return override_.previous(); }

    detail::scoped_override override_{nullptr};
    bool running_ = suspended() != nullptr && suspended()->running();
    // A fiber that is destroyed while it waits is unwound by an exception, which comes out of its switch: more
    // exceptions are in flight at the end of the switch than at its beginning.
    int exceptions_ = std::uncaught_exceptions();
};

}  // namespace logdefer::inline LOGDEFER_ABI
