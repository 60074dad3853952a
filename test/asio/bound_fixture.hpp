// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A log on a manual clock, and an `io_context` whose handlers a test runs one by one.

#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>

#include "support/log_fixture.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace logdefer::test {

namespace asio = boost::asio;
using log_type = basic_log_defer<manual_clock>;
template <class T = void>
using task = asio::awaitable<T>;

inline log_type& current_log() { return current<log_type>(); }

/// Returns whether there is no current log.
inline bool is_lost() { return detail::context::current() == nullptr; }

/// Lets other handlers run, and continues in a new slice.
inline auto yield() { return asio::post(asio::use_awaitable); }

/// Waits for a time that has passed, which takes a turn through the context.
inline task<> wait_for_nothing() {
    asio::steady_timer timer{co_await asio::this_coro::executor, std::chrono::seconds{0}};
    co_await timer.async_wait(asio::use_awaitable);
}

struct bound_fixture : log_fixture {
    asio::io_context io{1};

    /// Runs until there is no more work.
    void run() {
        io.restart();
        io.run();
    }

    /// Runs one handler; returns whether there was one.
    bool step() {
        io.restart();
        return io.poll_one() != 0;
    }

    /// Runs a coroutine that is bound to the log until it ends.
    template <class Coroutine>
    void run_bound(Coroutine&& coroutine) {
        asio::co_spawn(bind(io, log), std::forward<Coroutine>(coroutine), rethrow);
        run();
    }

    /// Returns the only record after the log has ended.
    testing::plain_record record() {
        (void)log.finish();
        BOOST_REQUIRE(sink.size() == 1U);
        return sink.last();
    }

    std::vector<std::string> messages() {
        std::vector<std::string> found;
        for (auto const& line : record().logs) found.push_back(line.message.text);
        return found;
    }

    static void rethrow(std::exception_ptr const& failure) {
        if (failure) std::rethrow_exception(failure);
    }
};

}  // namespace logdefer::test
