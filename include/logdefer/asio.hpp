// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Boost.Asio: the log of a request follows its work, and its timers tell running from waiting.
///
/// `co_spawn(logdefer::bind(executor, log), handler(), token)`: in all that `handler` does or starts, at any depth and
/// on any thread, `logdefer::current<Log>()` (`coroutine.hpp`) is the log. The coroutine's code stays as it is.
///
/// Work that does not come back to the bound executor loses its log: a continuation with `bind_executor(other, ...)`,
/// and coroutines and handlers that are given to an executor that is not bound.

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
#include <system_error>
#include <type_traits>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

namespace detail {

namespace execution = boost::asio::execution;

/// An executor, and one for the time that there is work: a strand, which must not outlive its context as others may.
template <class Executor, class Runner>
struct asio_place {
    Executor executor;

    struct hold_type {
        std::decay_t<decltype(boost::asio::prefer(std::declval<Executor const&>(),
                                                  execution::outstanding_work_t::tracked))>
            work;
        Runner executor;
    };

    [[nodiscard]] hold_type hold() const {
        return {boost::asio::prefer(executor, execution::outstanding_work_t::tracked), Runner{executor}};
    }
};

/// A handle of a binding, which may count as work.
template <class Binding>
class binding_handle {
public:
    /// Takes over one handle.
    explicit binding_handle(Binding* b) noexcept : binding_(b) {}
    binding_handle(binding_handle const& other) noexcept : binding_handle(other, other.is_work_) {}
    /// May throw only where what is no work becomes work.
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

/// Makes a context current until this is destroyed.
class context_till_the_end {
public:
    context_till_the_end() = default;
    context_till_the_end(context_till_the_end&&) noexcept {}
    ~context_till_the_end() {
        if (entered_) context::exchange_current(before_);
    }

    void enter(context& c) noexcept {
        before_ = context::exchange_current(&c);
        entered_ = true;
    }

private:
    context* before_ = nullptr;
    bool entered_ = false;
};

/// The hand-over of a function to an executor. Where an exception destroys the function meanwhile, it was refused.
class submission {
public:
    submission() noexcept : outer_(std::exchange(latest_, this)) {}
    submission(submission&&) = delete;
    ~submission() { latest_ = outer_; }

    /// `s` may be over for long.
    [[nodiscard]] static bool refused_by(submission const* s) noexcept {
        return s == latest_ && std::uncaught_exceptions() > s->exceptions_;
    }

private:
    static inline constinit thread_local submission const* latest_ = nullptr;

    submission const* outer_;
    int exceptions_ = std::uncaught_exceptions();
};

/// A function on its way to be run by a bound executor.
template <class Binding, class F>
class bound_function {
public:
    template <class G>
    bound_function(binding_handle<Binding> const& binding, submission const& by, G&& f)
        : work_(binding, true), ready_since_(work_.get()->ready_now()), by_(&by), f_(std::forward<G>(f)) {}
    bound_function(bound_function&&) = default;

    /// Destroyed before it was run: what it owns is destroyed with its log as the current one. Where it was refused,
    /// the caller hears of it instead.
    ~bound_function() {
        Binding* const b = work_.get();
        if (b == nullptr) return;
        if (!submission::refused_by(by_)) b->ends_with(outcome::abandoned);
        around_f_.enter(b->current());
    }

    void operator()() {
        auto const work = std::move(work_);
        auto const call = [&] {
            F f = std::move(f_);  // destroyed in the slice
            f();
        };
        work.get()->run(call, ready_since_);
    }

private:
    binding_handle<Binding> work_;
    std::int64_t ready_since_;
    submission const* by_;
    context_till_the_end around_f_;
    F f_;
};

#if defined(__cpp_exceptions)  // without them no coroutine ends by one

/// What an exception says about the end of the work it left. Of several, those of `&&` and `||`, only one is known; the
/// parts of a group are cancelled, too, where another one of it has failed.
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

/// Makes a coroutine that awaits what `F` makes. Asio keeps this, and so what `F` holds, until the completion handler
/// has returned.
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
        binding.get()->ends_with(outcome_of(failure, is_cancelled));
        std::rethrow_exception(failure);
    }

    binding_handle<Binding> binding_;
    F f_;
};

template <class T>
inline constexpr bool is_awaitable = false;
template <class T, class Executor>
inline constexpr bool is_awaitable<boost::asio::awaitable<T, Executor>> = true;

/// Gives away a coroutine that was made before.
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

#endif

template <class Executor>
inline constexpr bool is_strand = false;
template <class Executor>
inline constexpr bool is_strand<boost::asio::strand<Executor>> = true;

}  // namespace detail

/// An executor whose work belongs to one log; made by `bind`.
///
/// @tparam Binding    what the executor and its copies share
/// @tparam Allocator  that of the property of this name; used where the inner executor can
/// @par Errors        `execute` throws what the inner executor throws
/// @par Thread safety distinct copies: any thread
/// @par Lifetime      a log given as an lvalue must stay where it is until its work is over or it has ended; copies may
///                    outlive both
template <class Binding, class Allocator = std::allocator<void>>
class bound_executor {
    using handle = detail::binding_handle<Binding>;
    using blocking = boost::asio::execution::blocking_t;
    using relationship = boost::asio::execution::relationship_t;
    using outstanding_work = boost::asio::execution::outstanding_work_t;
    template <class A>
    using allocator_property = boost::asio::execution::allocator_t<A>;

public:
    /// What it was bound to: runs functions without a log.
    using inner_executor_type = decltype(Binding::place_type::executor);

    explicit bound_executor(handle binding) noexcept : binding_(std::move(binding)) {}

    [[nodiscard]] inner_executor_type const& inner_executor() const noexcept {
        return binding_.get()->place().executor;
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

    /// Whether the work of both belongs to one binding.
    template <class A>
    [[nodiscard]] bool operator==(bound_executor<Binding, A> const& other) const noexcept {
        return binding_.get() == other.binding_.get();
    }

#if defined(__cpp_exceptions)  // see above
    /// What `co_spawn` runs here in place of a function that makes a coroutine: the binding hears how it ends.
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
        auto const runner = binding_.get()->runner();  // a copy: `f` may run at once, and be the last work
        if (never_blocks_) {
            relate(boost::asio::require(runner, blocking::never), f);
        } else {
            relate(boost::asio::prefer(runner, blocking::possibly), f);  // any_io_executor cannot require it
        }
    }

    template <class Executor, class F>
    void relate(Executor const& ex, F& f) const {
        if (continues_) {
            allocate(boost::asio::prefer(ex, relationship::continuation), f);
        } else {
            allocate(boost::asio::prefer(ex, relationship::fork), f);
        }
    }

    template <class Executor, class F>
    void allocate(Executor const& ex, F& f) const {
        boost::asio::prefer(ex, boost::asio::execution::allocator(allocator_)).execute(std::move(f));
    }

    handle binding_;
    bool never_blocks_ = false;
    bool continues_ = false;
    [[no_unique_address]] Allocator allocator_;
};

/// An executor whose functions never run at the same time, though it is no strand: of a context that one thread runs,
/// or a type-erased strand. A lone coroutine on several threads is not enough: another may resume it before this one
/// has left it. Where that is noticed, the default error hook hears `error::not_sequenced`.
template <class Executor>
class sequenced {  // no aggregate: g++ 12 destroys one twice that is made in an operand of co_await
public:
    explicit sequenced(Executor ex) noexcept : executor_(std::move(ex)) {}
    [[nodiscard]] Executor const& executor() const noexcept { return executor_; }

private:
    Executor executor_;
};

namespace detail {

template <class Executor>
auto one_at_a_time(Executor const& ex) {
    using runner = std::conditional_t<is_strand<Executor>, Executor, boost::asio::strand<Executor>>;
    return asio_place<Executor, runner>{ex};
}

template <class Executor>
auto one_at_a_time(sequenced<Executor> const& ex) {
    return asio_place<Executor, Executor>{ex.executor()};
}

template <class Context>
    requires std::convertible_to<Context&, boost::asio::execution_context&>
auto one_at_a_time(Context& context) {
    return one_at_a_time(context.get_executor());
}

template <timing Timing, class Place, class Log>
auto make_bound(Place place, Log&& log, text const* name) {
    using binding_type = binding<Place, std::remove_reference_t<Log>, Timing>;
    auto* const made = new binding_type{std::move(place), std::forward<Log>(log), name};
    return bound_executor<binding_type>{binding_handle<binding_type>{made}};
}

}  // namespace detail

/// Binds work to a log: to be given to `co_spawn`, `post` and their like in place of the executor, or the context,
/// `on`.
///
/// The work of one binding never runs at the same time: what is no strand gets one. Where that is known without,
/// `sequenced` spares it; for parallel parts of a request bind forks, `bind(pool, log.fork())`.
///
/// An rvalue log is owned, and finishes with the last work. Where the log has no outcome of its own, the first of these
/// gives it one: work that is destroyed before it could run, as when its context is, `abandoned`; an exception that
/// leaves a function, or a coroutine that was spawned on what `bind` returned, `exception`, or `cancelled` where it
/// says so (`boost::asio::error::operation_aborted`). The exception goes on as without a log. Not watched for
/// exceptions are coroutines on what was made of the executor, such as `any_io_executor{bind(...)}` or a strand of it,
/// those of `boost::asio::spawn`, and those that are spawned by templates which were included before this header.
///
/// The work may be begun through copies of one executor on any threads, also at the same time.
///
/// @par Errors        throws `std::bad_alloc`; a timer that cannot be kept is counted, as `basic_log_defer::timer` does
/// @par Thread safety a call on the log: sequenced with others
/// @par Lifetime      a log given as an lvalue must stay where it is until its work is over or it has ended
/// @par Complexity    one allocation, which is kept until the log has ended
template <class On, class Log>
    requires detail::deferred_log<std::remove_reference_t<Log>>
[[nodiscard]] auto bind(On&& on, Log&& log) {
    return detail::make_bound<timing::wall>(detail::one_at_a_time(on), std::forward<Log>(log), nullptr);
}

/// The same, with a timer that runs from now till the last work is over, and tells this much of it.
///
/// Work that is lent the log by a binding of its own, `bind(pool, current())`, is idle time of this timer.
template <timing Timing = timing::wall, class On, class Log>
    requires detail::deferred_log<std::remove_reference_t<Log>>
[[nodiscard]] auto bind(On&& on, Log&& log, text name) {
    return detail::make_bound<Timing>(detail::one_at_a_time(on), std::forward<Log>(log), &name);
}

/// A completion token that measures one operation; made by `timed`.
template <class Log, class Token>
struct timed_token {
    text name;
    Token token;
};

/// Measures the operation that is started with the result, from its start to its completion, as a timer of the current
/// log: `co_await socket.async_read_some(buffer, timed("read", use_awaitable))`.
///
/// The name is referred to until the operation starts. The handler must run in sequence with the log's other work, as
/// it does where its executor is the bound one: a plain callback or a future of an object with another executor needs
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

/// Preferred where the executor is bound: as ever, but the log hears of an exception that leaves the coroutine.
template <class Binding, class Allocator, class F, class Token>
    requires(logdefer::detail::is_awaitable<std::invoke_result_t<std::decay_t<F>&>>
             && !logdefer::detail::is_watched<std::decay_t<F>>)
auto co_spawn(logdefer::bound_executor<Binding, Allocator> const& executor, F&& f, Token&& token) {
    return co_spawn(executor, executor.watched(std::forward<F>(f)), std::forward<Token>(token));
}

/// The same for a coroutine that was made before; Asio, too, has an overload of its own for `void`.
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

/// The executor, allocator and cancellation slot of the handler inside.
template <template <class, class> class Associator, class Clock, class Handler, class Default>
struct boost::asio::associator<Associator, logdefer::detail::timed_handler<Clock, Handler>, Default>
    : Associator<Handler, Default> {
    static auto get(logdefer::detail::timed_handler<Clock, Handler> const& h, Default const& fallback = {}) noexcept {
        return Associator<Handler, Default>::get(h.handler, fallback);
    }
};
