// SPDX-License-Identifier: BSL-1.0

// The log of a request in Boost.Asio, and a request that blocks the event loop.

#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <iostream>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;

// The examples use a manual clock, so that their output is always the same; a program would use logdefer::log_defer.
using request_log = logdefer::basic_log_defer<logdefer::manual_clock>;
logdefer::manual_clock const world;

request_log& current() { return logdefer::current<request_log>(); }

template <class Token>
auto async_query(Token&& token) {
    return asio::post(std::forward<Token>(token));
}

void sort_rows(int) { world.advance(250ms); }
void render() { world.advance(2ms); }

//[handlers
asio::awaitable<int> load_rows() {
    co_await async_query(logdefer::timed<request_log>("query", asio::use_awaitable));
    current().info("rows loaded", {{"rows", 100'000}});
    co_return 100'000;
}

asio::awaitable<void> report() {
    auto const rows = co_await load_rows();
    sort_rows(rows);
    render();
}

asio::awaitable<void> ping() {
    current().info("pong");
    co_return;
}
//]

//[parallel
asio::awaitable<void> shard(int rows) {
    current().info("sorted", {{"rows", rows}});
    co_return;
}

asio::awaitable<void> report_in_parallel(asio::thread_pool& pool) {
    using namespace asio::experimental::awaitable_operators;
    auto const part = [&](int rows) {
        return asio::co_spawn(logdefer::bind(pool, current().fork(), "part"), shard(rows), asio::use_awaitable);
    };
    auto const rows = co_await load_rows();
    co_await (part(rows / 2) && part(rows / 2));
}
//]

//[callbacks
/// Each handler owns the log, and passes it to the next one. The last one writes the record by destroying the log.
void answer(asio::io_context& context, request_log log) {
    auto query = log.timer("query");
    asio::post(context, [&context, log = std::move(log), query = std::move(query)]() mutable {
        query.stop();
        log.info("rows loaded");
        asio::post(context, [log = std::move(log)]() mutable { log.info("answered"); });
    });
}
//]

//[bound_callbacks
/// The executor of the handlers owns the log, which they find as the current one.
void answer_by_bound(asio::io_context& context, request_log log) {
    auto const executor = logdefer::bind(context, std::move(log), "request");
    asio::post(executor, [executor] {
        current().info("rows loaded");
        asio::post(executor, [] { current().info("answered"); });
    });
}
//]

/// Runs all handlers; between two of them the context has 1 ms of other work.
void run(asio::io_context& context) {
    while (context.poll_one() != 0) world.advance(1ms);
}

void follow() {
    std::cout << "== follow\n";
    asio::io_context context;
    //[bind
    asio::co_spawn(logdefer::bind(context, request_log{std::cout, world}), report(), asio::detached);
    //]
    run(context);
}

void block() {
    std::cout << "== blocked\n";
    asio::io_context context;
    auto const serve = [&](auto handler) {
        //[full
        request_log log{std::cout, world};
        auto const executor = logdefer::bind<logdefer::timing::full>(context, std::move(log), "request");
        asio::co_spawn(executor, handler, asio::detached);
        //]
    };
    serve(report);
    serve(ping);
    run(context);
}

void fan_out() {
    std::cout << "== parallel\n";
    asio::io_context context;
    asio::thread_pool pool{2};
    asio::co_spawn(logdefer::bind(context, request_log{std::cout, world}), report_in_parallel(pool), asio::detached);
    context.run();
    pool.join();
}

void call_back() {
    std::cout << "== callbacks\n";
    asio::io_context context;
    answer(context, request_log{std::cout, world});
    run(context);
    context.restart();
    answer_by_bound(context, request_log{std::cout, world});
    run(context);
}

int main() {
    follow();
    block();
    fan_out();
    call_back();
}
