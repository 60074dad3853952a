// SPDX-License-Identifier: BSL-1.0
// Many requests on several threads: every line must be in the record of its own request, exactly once.
#include <logdefer/asio.hpp>
#include <logdefer/coroutine.hpp>

#include <logdefer/reader/json_reader.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using namespace boost::asio::experimental::awaitable_operators;
using logdefer::basic_log_defer;
using logdefer::current;
using logdefer::timing;

/// A sink that stores the records of many threads.
class shared_sink {
public:
    void operator()(std::string_view record) {
        std::lock_guard const lock{mutex_};
        records_.emplace_back(record);
    }

    [[nodiscard]] std::vector<std::string> const& records() const { return records_; }

private:
    std::mutex mutex_;
    std::vector<std::string> records_;
};

struct totals {
    std::size_t records = 0;
    std::size_t lines = 0;
    std::size_t strangers = 0;  // lines in the record of another request
    std::size_t with_outcome = 0;
};

totals count(shared_sink const& sink) {
    totals t;
    for (auto const& text : sink.records()) {
        logdefer::record r;
        BOOST_REQUIRE(logdefer::read_record(text, r));
        ++t.records;
        t.with_outcome += r.view().extras().begin() != r.view().extras().end() ? 1U : 0U;
        auto const id = (*r.view().data().begin()).value().integer();
        for (logdefer::line_view const line : r.view().logs()) {
            ++t.lines;
            t.strangers += (*line.items().begin()).integer() != id ? 1U : 0U;
        }
    }
    return t;
}

constexpr int requests = 2000;
constexpr std::size_t lines_of_branch = 3;

void say(std::int64_t id) { current().info("at work", id); }

asio::awaitable<void> branch(std::int64_t id) {
    say(id);
    co_await asio::post(asio::use_awaitable);
    say(id);
    asio::steady_timer timer{co_await asio::this_coro::executor, std::chrono::seconds{0}};
    co_await timer.async_wait(logdefer::timed("wait", asio::use_awaitable));
    say(id);
}

asio::awaitable<void> serve(std::int64_t id) {
    current().data("id", id);
    co_await (branch(id) && branch(id));
    co_await branch(id);
}
constexpr std::size_t lines_of_request = 3 * lines_of_branch;

/// Runs parts at the same time, each with a log of its own.
asio::awaitable<void> serve_in_parallel(asio::thread_pool& pool, std::int64_t id) {
    current().data("id", id);
    auto const part = [&] {
        return asio::co_spawn(logdefer::bind<timing::full>(pool, current().fork(), "part"), branch(id),
                              asio::use_awaitable);
    };
    co_await (part() && part() && branch(id));
    say(id);
}

}  // namespace

BOOST_AUTO_TEST_CASE(requests_on_a_thread_pool_keep_their_lines) {
    shared_sink sink;
    asio::thread_pool pool{4};
    for (int id = 0; id < requests; ++id) {
        asio::co_spawn(logdefer::bind<timing::full>(pool, logdefer::basic_log_defer<>{sink}, "serve"), serve(id),
                       asio::detached);
    }
    pool.join();
    auto const found = count(sink);
    BOOST_TEST(found.records == std::size_t{requests});
    BOOST_TEST(found.lines == requests * lines_of_request);
    BOOST_TEST(found.strangers == 0U);
    BOOST_TEST(found.with_outcome == 0U);
}

BOOST_AUTO_TEST_CASE(requests_of_a_context_with_several_threads_keep_their_lines) {
    shared_sink sink;
    asio::io_context io;
    auto const session = [&](std::int64_t first) -> asio::awaitable<void> {
        auto const executor = co_await asio::this_coro::executor;
        for (auto id = first; id < first + requests / 8; ++id) {
            basic_log_defer<> log{sink};
            co_await asio::co_spawn(logdefer::bind<timing::split>(logdefer::sequenced{executor}, log, "serve"),
                                    serve(id), asio::use_awaitable);
            log.info("served", id);
        }
    };
    for (int i = 0; i < 8; ++i) asio::co_spawn(asio::make_strand(io), session(i * requests / 8), asio::detached);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back([&] { io.run(); });
    }
    auto const found = count(sink);
    BOOST_TEST(found.records == std::size_t{requests});
    BOOST_TEST(found.lines == requests * (lines_of_request + 1));
    BOOST_TEST(found.strangers == 0U);
    BOOST_TEST(found.with_outcome == 0U);
}

BOOST_AUTO_TEST_CASE(a_log_may_go_on_while_the_last_slice_is_left_on_another_thread) {
    shared_sink sink;
    asio::io_context io;
    asio::thread_pool pool{3};
    auto const session = [&](std::int64_t first) -> asio::awaitable<void> {
        for (auto id = first; id < first + requests / 8; ++id) {
            basic_log_defer<> log{sink};
            co_await asio::co_spawn(logdefer::bind<timing::full>(pool, log, "serve"), serve(id), asio::use_awaitable);
            if (id % 2 == 0) log.info("served", id);
        }
    };
    for (int i = 0; i < 8; ++i) asio::co_spawn(io, session(i * requests / 8), asio::detached);
    io.run();
    pool.join();
    auto const found = count(sink);
    BOOST_TEST(found.records == std::size_t{requests});
    BOOST_TEST(found.lines == requests * lines_of_request + requests / 2);
    BOOST_TEST(found.strangers == 0U);
}

BOOST_AUTO_TEST_CASE(work_may_begin_on_two_threads_at_once) {
    for (int round = 0; round < 200; ++round) {
        shared_sink sink;
        asio::thread_pool pool{1};
        basic_log_defer<> log{sink};
        auto const executor = logdefer::bind(pool, log);
        std::latch both{2};
        auto const begin = [&] {
            auto const copy = executor;
            both.arrive_and_wait();
            asio::post(copy, [] { say(0); });
        };
        {
            std::jthread const one{begin};
            std::jthread const other{begin};
        }
        pool.join();
        log.data("id", 0);
        log.finish();
        BOOST_TEST(count(sink).lines == 2U);
    }
}

BOOST_AUTO_TEST_CASE(late_work_may_look_for_a_log_while_it_ends_on_another_thread) {
    shared_sink sink;
    for (int round = 0; round < 500; ++round) {
        asio::thread_pool pool{2};
        auto const executor = logdefer::bind(pool, basic_log_defer<>{sink});
        std::atomic<bool> begun = false;
        asio::post(executor, [&] { begun = true; });
        while (!begun) std::this_thread::yield();
        for (int i = 0; i < 3; ++i) asio::post(executor, [] { current().data("late", true); });
        pool.join();
    }
    BOOST_TEST(sink.records().size() == 500U);
}

BOOST_AUTO_TEST_CASE(parallel_parts_of_a_request_join_its_record) {
    shared_sink sink;
    asio::thread_pool pool{4};
    for (int id = 0; id < requests; ++id) {
        asio::co_spawn(logdefer::bind(pool, basic_log_defer<>{sink}), serve_in_parallel(pool, id), asio::detached);
    }
    pool.join();
    auto const found = count(sink);
    BOOST_TEST(found.records == std::size_t{requests});
    BOOST_TEST(found.lines == requests * (3 * lines_of_branch + 1));
    BOOST_TEST(found.strangers == 0U);
}
