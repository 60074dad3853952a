// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Coroutines that await endlessly, one await for each resume: plain, and in the ways in which a log can be used.

#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/coroutine.hpp>

#include <coroutine>
#include <cstdlib>
#include <optional>
#include <utility>

namespace bench {

using awaiting_log = logdefer::basic_log_defer<logdefer::system_clock>;

/// A base of promises that adds nothing.
struct plain_promise {
    static std::suspend_always initial_suspend() noexcept { return {}; }
};

template <class Base>
class endless {
public:
    struct promise_type : Base {
        endless get_return_object() noexcept {
            return endless{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        static std::suspend_always final_suspend() noexcept { return {}; }
        static void return_void() noexcept {}
        static void unhandled_exception() noexcept { std::abort(); }
    };

    endless(endless&&) = delete;
    ~endless() { handle_.destroy(); }

    void resume() const { handle_.resume(); }

private:
    explicit endless(std::coroutine_handle<promise_type> h) noexcept : handle_(h) {}

    std::coroutine_handle<promise_type> handle_;
};

template <class Base = plain_promise>
struct bare {
    using log = awaiting_log;
    static endless<Base> awaits(log&) {
        for (;;) co_await std::suspend_always{};
    }
};

template <logdefer::timing Timing, class Base = plain_promise>
struct timed {
    using log = awaiting_log;
    static endless<Base> awaits(log& l) {
        for (;;) co_await logdefer::timed<Timing>(l, "database", std::suspend_always{});
    }
};

/// One transaction, which is not rendered, and its coroutine.
template <class Awaits>
class awaiting {
public:
    awaiting() noexcept { awaits_.resume(); }  // runs to the first suspension
    awaiting(awaiting&&) = delete;
    ~awaiting() { log_.cancel(); }

    void await() noexcept { awaits_.resume(); }

private:
    keeping_sink sink_;
    awaiting_log log_{sink_};
    logdefer::log_context<awaiting_log> context_{log_};
    decltype(Awaits::awaits(std::declval<awaiting_log&>())) awaits_{
        context_.create([this] { return Awaits::awaits(log_); })};
};

}  // namespace bench
