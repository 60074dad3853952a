// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Support for Boost.Asio: the log of a request follows its work, and timers distinguish running from waiting.
///
/// After `co_spawn(logdefer::bind(executor, log), handler(), token)`, `logdefer::current<Log>()` (`coroutine.hpp`) is
/// the log in everything that `handler` does or starts, at any depth and on any thread. The code of the coroutine does
/// not change.
///
/// Work that does not return to the bound executor loses its log: a continuation with `bind_executor(other, ...)`, and
/// coroutines and handlers that are given to an executor that is not bound.

#include <logdefer/async/binding.hpp>
#include <logdefer/async/context.hpp>
#include <logdefer/async/log_access.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/base/text.hpp>
#include <logdefer/base/timing.hpp>
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/timer_scope.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

namespace execution = boost::asio::execution;

/// An executor, and the one that runs its functions one at a time while there is work: a strand, which unlike other
/// executors must not outlive its context.
template <class Executor, class Runner>
struct executor_with_runner {
    Executor inner;

    struct work_guard {
        std::decay_t<decltype(boost::asio::prefer(std::declval<Executor const&>(),
                                                  execution::outstanding_work_t::tracked))>
            work;
        Runner runner;
    };

    [[nodiscard]] work_guard start_work() const {
        return {boost::asio::prefer(inner, execution::outstanding_work_t::tracked), Runner{inner}};
    }
};

/// A reference-counted handle of a binding, which may also count as outstanding work.
template <class Binding>
class binding_handle {
public:
    /// Takes over one handle that is already counted.
    explicit binding_handle(Binding* b) noexcept : binding_(b) {}
    binding_handle(binding_handle const& other) noexcept : binding_handle(other, other.is_work_) {}
    /// Throws only when a handle that does not count as work is copied to one that does.
    binding_handle(binding_handle const& other, bool is_work) : binding_(other.binding_), is_work_(is_work) {
        if (is_work_) binding_->add_work();
        binding_->add_handle();
    }
    binding_handle(binding_handle&& other) noexcept
        : binding_(std::exchange(other.binding_, nullptr)), is_work_(other.is_work_) {}
    binding_handle& operator=(binding_handle other) noexcept {
        std::swap(binding_, other.binding_);
        std::swap(is_work_, other.is_work_);
        return *this;
    }
    ~binding_handle() {
        if (binding_ == nullptr) return;
        if (is_work_) binding_->release_work();
        binding_->release_handle();
    }

    [[nodiscard]] Binding* get() const noexcept { return binding_; }
    [[nodiscard]] bool is_work() const noexcept { return is_work_; }

private:
    Binding* binding_;  // null: moved from
    bool is_work_ = false;
};

/// The submission of a function to an executor: the time in which `execute` of the inner executor runs.
///
/// An executor refuses a function by an exception, which destroys the function before it leaves `execute`. So a
/// function was refused if two things are true at its destruction: its submission is the latest one of the thread, and
/// more exceptions are in flight than when the submission began. Otherwise the executor had accepted it, and abandons
/// it.
class submission {
public:
    submission() noexcept : outer_(std::exchange(latest_, this)) {}
    submission(submission&&) = delete;
    ~submission() { latest_ = outer_; }

    /// `s` may dangle; it is dereferenced only if it is the latest submission of this thread.
    [[nodiscard]] static bool refused_by(submission const* s) noexcept {
        return s == latest_ && std::uncaught_exceptions() > s->exceptions_;
    }

private:
    static inline constinit thread_local submission const* latest_ = nullptr;

    submission const* outer_;
    int exceptions_ = std::uncaught_exceptions();
};

/// A function that has been submitted to a bound executor.
template <class Binding, class F>
class bound_function {
public:
    template <class G>
    bound_function(binding_handle<Binding> const& binding, submission const& s, G&& f)
        : work_(binding, true),
          ready_since_(work_.get()->ticks_if_watched()),
          submission_(&s),
          f_(std::forward<G>(f)) {}
    /// Does not move `around_f_`, which is set by the destructor alone.
    bound_function(bound_function&& other) noexcept(std::is_nothrow_move_constructible_v<F>)
        : work_(std::move(other.work_)),
          ready_since_(other.ready_since_),
          submission_(other.submission_),
          f_(std::move(other.f_)) {}

    /// If the function was not run, destroys what it owns with its log as the current one. The outcome is then
    /// `abandoned`, unless the executor refused the function: the caller gets that exception.
    ~bound_function() {
        Binding* const b = work_.get();
        if (b == nullptr) return;
        if (!submission::refused_by(submission_)) b->propose_outcome(outcome::abandoned);
        around_f_.emplace(&b->current());
    }

    void operator()() {
        auto const work = std::move(work_);
        auto const call = [&] {
            F f = std::move(f_);  // so that it is destroyed in the slice
            f();
        };
        work.get()->run(call, ready_since_);
    }

private:
    binding_handle<Binding> work_;
    std::int64_t ready_since_;
    submission const* submission_;
    std::optional<scoped_override> around_f_;  // while `f_` is destroyed
    F f_;
};

#if defined(__cpp_exceptions)  // without exceptions, no coroutine ends by one

/// Returns the outcome of work that ended by this exception. Of several exceptions, as `&&` and `||` throw, only the
/// first is known; parts of a group are also cancelled when another part has failed.
inline outcome outcome_of(std::exception_ptr const& failure, bool is_cancelled) noexcept {
    try {
        std::rethrow_exception(failure);
    } catch (boost::asio::multiple_exceptions const& several) {
        return is_cancelled ? outcome_of(several.first_exception(), is_cancelled) : outcome::exception;
    } catch (boost::system::system_error const& e) {
        return e.code() == boost::system::errc::operation_canceled ? outcome::cancelled : outcome::exception;
    } catch (std::system_error const& e) {
        return e.code() == std::errc::operation_canceled ? outcome::cancelled : outcome::exception;
    } catch (...) {
        return outcome::exception;
    }
}

/// A function that makes a coroutine, which awaits what `F` makes and reports how that ends to the binding. Asio keeps
/// this object, and thus what `F` holds, until the completion handler has returned.
template <class Binding, class F>
class watched_function {
public:
    template <class G>
    watched_function(binding_handle<Binding> const& binding, G&& f) : binding_(binding), f_(std::forward<G>(f)) {}

    auto operator()() { return await(binding_, f_); }
    auto operator()() const
        requires std::invocable<F const&>
    {
        return await(binding_, f_);
    }

private:
    template <class Function>
    static std::invoke_result_t<Function&> await(binding_handle<Binding> const& binding, Function& f) {
        std::exception_ptr failure;
        try {
            co_return co_await f();
        } catch (...) {
            failure = std::current_exception();
        }
        boost::asio::cancellation_state const state = co_await boost::asio::this_coro::cancellation_state;
        bool const is_cancelled = state.cancelled() != boost::asio::cancellation_type::none;
        binding.get()->propose_outcome(outcome_of(failure, is_cancelled));
        std::rethrow_exception(failure);
    }

    binding_handle<Binding> binding_;
    F f_;
};

template <class T>
inline constexpr bool is_awaitable = false;
template <class T, class Executor>
inline constexpr bool is_awaitable<boost::asio::awaitable<T, Executor>> = true;

/// A function that returns a coroutine which was made before.
template <class Awaitable>
struct made_before {
    Awaitable awaitable;
    Awaitable operator()() { return std::move(awaitable); }
};
template <class Awaitable>
made_before(Awaitable) -> made_before<Awaitable>;

template <class F>
inline constexpr bool is_watched = false;
template <class Binding, class F>
inline constexpr bool is_watched<watched_function<Binding, F>> = true;

/// A coroutine that can run on such an executor.
template <class Awaitable, class Executor>
concept runs_on = std::constructible_from<typename Awaitable::executor_type, Executor const&>;

/// A function that makes a coroutine, and does not report the outcome of the coroutine yet.
template <class F>
concept makes_unwatched_awaitable = is_awaitable<std::invoke_result_t<F&>> && !is_watched<F>;

#endif

template <class Executor>
inline constexpr bool is_strand = false;
template <class Executor>
inline constexpr bool is_strand<boost::asio::strand<Executor>> = true;

}  // namespace detail

/// An executor whose work belongs to one log; made by `bind`.
///
/// @tparam Binding    the state that the executor and its copies share
/// @tparam Allocator  the allocator of the `allocator` property; used if the inner executor supports that property
/// @par Errors        `execute` throws what the inner executor throws
/// @par Thread safety distinct copies may be used by any threads
/// @par Lifetime      a log passed as an lvalue must not be moved or destroyed until its work is done or it has ended;
///                    copies of the executor may outlive both
template <class Binding, class Allocator = std::allocator<void>>
class bound_executor {
    using handle = detail::binding_handle<Binding>;
    using blocking = boost::asio::execution::blocking_t;
    using relationship = boost::asio::execution::relationship_t;
    using outstanding_work = boost::asio::execution::outstanding_work_t;
    template <class A>
    using allocator_property = boost::asio::execution::allocator_t<A>;

public:
    /// The executor that was bound; it runs functions without a log.
    using inner_executor_type = decltype(Binding::executor_type::inner);

    explicit bound_executor(handle binding) noexcept : binding_(std::move(binding)) {}

    [[nodiscard]] inner_executor_type const& inner_executor() const noexcept {
        return binding_.get()->executor().inner;
    }

    /// Runs `f` on the inner executor, with the log as the current one.
    template <std::invocable F>
    void execute(F&& f) const {
        detail::submission const here;
        submit(detail::bound_function<Binding, std::decay_t<F>>{binding_, here, std::forward<F>(f)});
    }

    [[nodiscard]] boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept {
        return boost::asio::query(inner_executor(), boost::asio::execution::context);
    }
    [[nodiscard]] blocking query(blocking) const noexcept {
        return never_blocks_ ? blocking{blocking::never} : blocking{blocking::possibly};
    }
    [[nodiscard]] relationship query(relationship) const noexcept {
        return continues_ ? relationship{relationship::continuation} : relationship{relationship::fork};
    }
    [[nodiscard]] outstanding_work query(outstanding_work) const noexcept {
        return binding_.is_work() ? outstanding_work{outstanding_work::tracked}
                                  : outstanding_work{outstanding_work::untracked};
    }
    template <class A>
    [[nodiscard]] Allocator query(allocator_property<A>) const noexcept {
        return allocator_;
    }

    [[nodiscard]] bound_executor require(blocking::never_t) const noexcept {
        return {binding_, true, continues_, allocator_};
    }
    [[nodiscard]] bound_executor require(blocking::possibly_t) const noexcept {
        return {binding_, false, continues_, allocator_};
    }
    [[nodiscard]] bound_executor require(relationship::continuation_t) const noexcept {
        return {binding_, never_blocks_, true, allocator_};
    }
    [[nodiscard]] bound_executor require(relationship::fork_t) const noexcept {
        return {binding_, never_blocks_, false, allocator_};
    }
    [[nodiscard]] bound_executor require(outstanding_work::tracked_t) const {
        return {handle{binding_, true}, never_blocks_, continues_, allocator_};
    }
    [[nodiscard]] bound_executor require(outstanding_work::untracked_t) const noexcept {
        return {handle{binding_, false}, never_blocks_, continues_, allocator_};
    }
    template <class A>
    [[nodiscard]] bound_executor<Binding, A> require(allocator_property<A> a) const noexcept {
        return {binding_, never_blocks_, continues_, a.value()};
    }
    [[nodiscard]] bound_executor<Binding> require(allocator_property<void>) const noexcept {
        return {binding_, never_blocks_, continues_, {}};
    }

    /// Returns whether the work of both executors belongs to one binding.
    template <class A>
    [[nodiscard]] bool operator==(bound_executor<Binding, A> const& other) const noexcept {
        return binding_.get() == other.binding_.get();
    }

#if defined(__cpp_exceptions)  // see above
    /// Returns the function that `co_spawn` runs in place of `f`, which makes a coroutine: the outcome of the coroutine
    /// is reported to the binding.
    template <class F>
    [[nodiscard]] auto watched(F&& f) const {
        return detail::watched_function<Binding, std::decay_t<F>>{binding_, std::forward<F>(f)};
    }
#endif

private:
    template <class, class>
    friend class bound_executor;

    bound_executor(handle binding, bool never_blocks, bool continues, Allocator const& a) noexcept
        : binding_(std::move(binding)), never_blocks_(never_blocks), continues_(continues), allocator_(a) {}

    template <class F>
    void submit(F&& f) const {
        auto const runner = binding_.get()->runner();  // a copy: `f` may run at once, and may be the last work
        if (never_blocks_) {
            execute_with_relationship(boost::asio::require(runner, blocking::never), f);
        } else {
            // any_io_executor cannot require it
            execute_with_relationship(boost::asio::prefer(runner, blocking::possibly), f);
        }
    }

    template <class Executor, class F>
    void execute_with_relationship(Executor const& ex, F& f) const {
        if (continues_) {
            execute_with_allocator(boost::asio::prefer(ex, relationship::continuation), f);
        } else {
            execute_with_allocator(boost::asio::prefer(ex, relationship::fork), f);
        }
    }

    template <class Executor, class F>
    void execute_with_allocator(Executor const& ex, F& f) const {
        boost::asio::prefer(ex, boost::asio::execution::allocator(allocator_)).execute(std::move(f));
    }

    handle binding_;
    bool never_blocks_ = false;
    bool continues_ = false;
    [[no_unique_address]] Allocator allocator_;
};

/// Marks an executor that is not a strand, but never runs two functions at the same time: the executor of a context
/// that one thread runs, or a type-erased strand.
///
/// An executor that several threads run does not qualify, even with a single coroutine: a thread may resume the
/// coroutine before the previous one has left it. If that is detected, the default error hook is called with
/// `error::not_sequenced`.
template <class Executor>
class sequenced {  // not an aggregate: g++ 12 destroys one twice if it is made in an operand of co_await
public:
    explicit sequenced(Executor ex) noexcept : executor_(std::move(ex)) {}
    [[nodiscard]] Executor const& executor() const noexcept { return executor_; }

private:
    Executor executor_;
};

namespace detail {

template <class Executor>
auto with_runner(Executor const& ex) {
    using runner = std::conditional_t<is_strand<Executor>, Executor, boost::asio::strand<Executor>>;
    return executor_with_runner<Executor, runner>{ex};
}

template <class Executor>
auto with_runner(sequenced<Executor> const& ex) {
    return executor_with_runner<Executor, Executor>{ex.executor()};
}

template <class Context>
    requires std::convertible_to<Context&, boost::asio::execution_context&>
auto with_runner(Context& context) {
    return with_runner(context.get_executor());
}

template <timing Timing, class Executor, class Log>
auto make_bound(Executor executor, Log&& log, text const* name) {
    using binding_type = binding<Executor, std::remove_reference_t<Log>, Timing>;
    auto* const made = new binding_type{std::move(executor), std::forward<Log>(log), name};
    return bound_executor<binding_type>{binding_handle<binding_type>{made}};
}

}  // namespace detail

/// Returns an executor whose work belongs to `log`. Pass it to `co_spawn`, `post` and similar functions in place of
/// `on`, an executor or an execution context.
///
/// Functions of one binding never run at the same time: an executor that is not a strand is wrapped in one, unless it
/// is marked as `sequenced`. For parallel parts of a request bind forks, `bind(pool, log.fork())`.
///
/// An rvalue log is owned, and finishes with the last work. If the log has no outcome of its own, the first of these
/// events sets it: work that is destroyed before it could run, for example with its context, is `abandoned`; an
/// exception that leaves a function, or a coroutine that was spawned on the result of `bind`, is `exception`, or
/// `cancelled` if it reports a cancellation (`boost::asio::error::operation_aborted`). The exception propagates as it
/// does without a log.
/// Exceptions are not observed in coroutines on an executor that was made from the result, such as
/// `any_io_executor{bind(...)}` or a strand of it, in those of `boost::asio::spawn`, and in those that are spawned by
/// templates which were included before this header.
///
/// Copies of the executor may submit work on any threads, also at the same time.
///
/// @par Errors        throws `std::bad_alloc`; a timer that cannot be kept is counted as with `basic_log_defer::timer`
/// @par Thread safety must be sequenced with other calls on the log
/// @par Lifetime      a log passed as an lvalue must not be moved or destroyed until its work is done or it has ended
/// @par Complexity    one allocation, which is kept until the log has ended
template <class On, class Log>
    requires detail::deferred_log<std::remove_reference_t<Log>>
[[nodiscard]] auto bind(On&& on, Log&& log) {
    return detail::make_bound<timing::wall>(detail::with_runner(on), std::forward<Log>(log), nullptr);
}

/// Returns an executor whose work belongs to `log`, as the overload without a name does, and starts a timer that stops
/// when the last work is done. The timer records the detail that `Timing` names.
///
/// Work of another binding of the log, `bind(pool, current())`, counts as idle time of this timer.
template <timing Timing = timing::wall, class On, class Log>
    requires detail::deferred_log<std::remove_reference_t<Log>>
[[nodiscard]] auto bind(On&& on, Log&& log, text name) {
    return detail::make_bound<Timing>(detail::with_runner(on), std::forward<Log>(log), &name);
}

/// A completion token that measures one operation; made by `timed`.
template <class Log, class Token>
struct timed_token {
    text name;
    Token token;
};

/// Returns a completion token that measures an operation, from its start to its completion, as a timer of the current
/// log: `co_await socket.async_read_some(buffer, timed("read", use_awaitable))`.
///
/// `name` must be valid until the operation starts. The handler must be sequenced with the log's other work, as it is
/// if its executor is the bound one: a plain callback or a future of an object with another executor needs
/// `bind_executor` inside.
template <detail::deferred_log Log = basic_log_defer<>, class Token>
[[nodiscard]] timed_token<Log, std::decay_t<Token>> timed(text name, Token&& token) {
    return {name, std::forward<Token>(token)};
}

namespace detail {

/// Stops the timer when the operation completes, and when its handler is destroyed without being called.
template <class Clock, class Handler>
struct timed_handler {
    timer_scope<Clock> timer;
    Handler handler;

    template <class... Args>
    void operator()(Args&&... args) {
        timer.stop();
        std::move(handler)(std::forward<Args>(args)...);
    }
};

template <class Log, class Initiation>
struct timed_initiation {
    text name;
    Initiation initiation;

    template <class Handler, class... Args>
    void operator()(Handler&& handler, Args&&... args) && {
        using wrapped = timed_handler<typename Log::clock_type, std::decay_t<Handler>>;
        std::move(initiation)(wrapped{current_log<Log>().timer(name), std::forward<Handler>(handler)},
                              std::forward<Args>(args)...);
    }
};

}  // namespace detail

}  // namespace logdefer::inline LOGDEFER_ABI

#if defined(__cpp_exceptions)  // see above

namespace boost::asio {

/// Spawns a coroutine on a bound executor; an exception that leaves the coroutine sets the outcome of the log.
template <class Binding, class Allocator, class F, class Token>
    requires logdefer::detail::makes_unwatched_awaitable<std::decay_t<F>>
auto co_spawn(logdefer::bound_executor<Binding, Allocator> const& executor, F&& f, Token&& token) {
    if constexpr (logdefer::detail::runs_on<std::invoke_result_t<std::decay_t<F>&>,
                                            logdefer::bound_executor<Binding, Allocator>>) {
        return co_spawn(executor, executor.watched(std::forward<F>(f)), std::forward<Token>(token));
    } else {
        static_assert(sizeof(F) == 0,
                      "logdefer: a bound executor is no executor of this coroutine. Write awaitable<T>, whose executor "
                      "is any_io_executor.");
    }
}

/// Spawns a coroutine that was made before, on a bound executor. The overload for `void` mirrors that of Asio.
template <class Binding, class Allocator, class T, class Executor, class Token>
auto co_spawn(logdefer::bound_executor<Binding, Allocator> const& executor, awaitable<T, Executor> work,
              Token&& token) {
    return co_spawn(executor, logdefer::detail::made_before{std::move(work)}, std::forward<Token>(token));
}
template <class Binding, class Allocator, class Executor, class Token>
auto co_spawn(logdefer::bound_executor<Binding, Allocator> const& executor, awaitable<void, Executor> work,
              Token&& token) {
    return co_spawn(executor, logdefer::detail::made_before{std::move(work)}, std::forward<Token>(token));
}

}  // namespace boost::asio

#endif

template <class Log, class Token, class... Signatures>
struct boost::asio::async_result<logdefer::timed_token<Log, Token>, Signatures...> {
    template <class Initiation, class RawToken, class... Args>
    static auto initiate(Initiation&& initiation, RawToken&& token, Args&&... args) {
        return async_initiate<Token, Signatures...>(
            logdefer::detail::timed_initiation<Log, std::decay_t<Initiation>>{token.name,
                                                                              std::forward<Initiation>(initiation)},
            token.token, std::forward<Args>(args)...);
    }
};

/// Gives a measured operation the executor, allocator and cancellation slot of the handler inside.
template <template <class, class> class Associator, class Clock, class Handler, class Default>
struct boost::asio::associator<Associator, logdefer::detail::timed_handler<Clock, Handler>, Default>
    : Associator<Handler, Default> {
    static auto get(logdefer::detail::timed_handler<Clock, Handler> const& h, Default const& fallback = {}) noexcept {
        return Associator<Handler, Default>::get(h.handler, fallback);
    }
};
