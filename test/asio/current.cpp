// SPDX-License-Identifier: BSL-1.0
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"
#include "support/gate.hpp"
#include "support/lazy_task.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

using texts = std::vector<std::string>;

task<> say_around_a_turn(std::string what) {
    current_log().info(what + " before");
    co_await yield();
    current_log().info(what + " after");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_current_log, bound_fixture)

BOOST_AUTO_TEST_CASE(is_the_one_that_the_coroutine_was_bound_to) {
    run_bound([&]() -> task<> {
        BOOST_TEST(&current_log() == &log);
        co_return;
    });
    BOOST_TEST(is_lost());
}

BOOST_AUTO_TEST_CASE(follows_through_post_dispatch_and_defer) {
    run_bound([]() -> task<> {
        co_await asio::post(asio::use_awaitable);
        current_log().info("post");
        co_await asio::dispatch(asio::use_awaitable);
        current_log().info("dispatch");
        co_await asio::defer(asio::use_awaitable);
        current_log().info("defer");
    });
    BOOST_TEST((messages() == texts{R"("post")", R"("dispatch")", R"("defer")"}));
}

BOOST_AUTO_TEST_CASE(follows_through_a_timer_of_a_raw_executor) {
    asio::steady_timer timer{io, 0s};
    run_bound([&]() -> task<> {
        co_await timer.async_wait(asio::use_awaitable);
        current_log().info("expired");
    });
    BOOST_TEST((messages() == texts{R"("expired")"}));
}

BOOST_AUTO_TEST_CASE(follows_through_sockets_and_composed_operations) {
    asio::local::stream_protocol::socket here{io};
    asio::local::stream_protocol::socket there{io};
    asio::local::connect_pair(here, there);
    run_bound([&]() -> task<> {
        co_await asio::async_write(here, asio::buffer("hello", 5), asio::use_awaitable);
        current_log().info("written");
        std::string text(5, ' ');
        co_await asio::async_read(there, asio::buffer(text), asio::use_awaitable);
        current_log().info(text);
    });
    BOOST_TEST((messages() == texts{R"("written")", R"("hello")"}));
}

BOOST_AUTO_TEST_CASE(is_found_in_children_at_any_depth) {
    run_bound([]() -> task<> {
        auto const child = []() -> task<> { co_await say_around_a_turn("grandchild"); };
        co_await child();
        current_log().info("back");
    });
    BOOST_TEST((messages() == texts{R"("grandchild before")", R"("grandchild after")", R"("back")"}));
}

BOOST_AUTO_TEST_CASE(is_shared_by_branches_that_all_must_succeed) {
    run_bound([]() -> task<> { co_await (say_around_a_turn("a") && say_around_a_turn("b")); });
    BOOST_TEST((messages() == texts{R"("a before")", R"("b before")", R"("a after")", R"("b after")"}));
}

BOOST_AUTO_TEST_CASE(is_there_in_the_branch_that_loses_and_is_cancelled) {
    run_bound([&]() -> task<> {
        auto const loser = [&]() -> task<> {
            asio::steady_timer never{io, asio::steady_timer::time_point::max()};
            boost::system::error_code why;
            co_await never.async_wait(asio::redirect_error(asio::use_awaitable, why));
            current_log().info("cancelled", why == asio::error::operation_aborted);
        };
        co_await (loser() || yield());
        current_log().info("over");
    });
    BOOST_TEST((messages() == texts{R"("cancelled")", R"("over")"}));
}

BOOST_AUTO_TEST_CASE(is_there_when_an_exception_arrives) {
    run_bound([]() -> task<> {
        auto const failing = []() -> task<> {
            co_await yield();
            throw std::runtime_error{"no luck"};
        };
        try {
            co_await failing();
        } catch (std::runtime_error const& e) {
            current_log().info(e.what());
        }
    });
    BOOST_TEST((messages() == texts{R"("no luck")"}));
}

BOOST_AUTO_TEST_CASE(follows_on_the_executor_that_a_coroutine_asks_for) {
    run_bound([]() -> task<> {
        auto const executor = co_await asio::this_coro::executor;
        asio::post(executor, [] { current_log().info("posted"); });
        co_await asio::co_spawn(executor, say_around_a_turn("spawned"), asio::use_awaitable);
    });
    BOOST_TEST((messages() == texts{R"("spawned before")", R"("posted")", R"("spawned after")"}));
}

BOOST_AUTO_TEST_CASE(comes_back_from_work_on_another_executor) {
    asio::thread_pool pool{1};
    run_bound([&]() -> task<> {
        auto const elsewhere = []() -> task<bool> { co_return is_lost(); };
        bool const lost = co_await asio::co_spawn(pool, elsewhere, asio::use_awaitable);
        current_log().info("lost over there", lost);
    });
    BOOST_TEST(record().logs.front().items.front().text == "true");
}

BOOST_AUTO_TEST_CASE(is_there_in_a_callback_bound_to_the_executor) {
    asio::steady_timer timer{io, 0s};
    timer.async_wait(asio::bind_executor(bind(io, log), [](auto) { current_log().info("called"); }));
    run();
    BOOST_TEST((messages() == texts{R"("called")"}));
}

BOOST_AUTO_TEST_CASE(is_restored_after_work_of_another_log_has_run_inside) {
    log_type other{sink, clock};
    auto const executor = bind(io, other);
    run_bound([&]() -> task<> {
        asio::dispatch(executor, [&] { BOOST_TEST(&current_log() == &other); });
        BOOST_TEST(&current_log() == &log);
        co_return;
    });
    other.cancel();
}

BOOST_AUTO_TEST_CASE(survives_a_way_there_and_back_inside_one_slice) {
    log_type other{sink, clock};
    auto const mine = bind(io, log);
    auto const theirs = bind(io, other);
    asio::post(mine, [&] {
        asio::dispatch(theirs, [&] { asio::dispatch(mine, [&] { BOOST_TEST(&current_log() == &log); }); });
        BOOST_TEST(&current_log() == &log);
    });
    run();
    other.cancel();
}

BOOST_AUTO_TEST_CASE(keeps_two_interleaved_requests_apart) {
    log_type other{sink, clock};
    asio::co_spawn(bind(io, log), say_around_a_turn("mine"), asio::detached);
    asio::co_spawn(bind(io, other), say_around_a_turn("theirs"), asio::detached);
    run();
    BOOST_TEST((messages() == texts{R"("mine before")", R"("mine after")"}));
    other.cancel();
}

BOOST_AUTO_TEST_CASE(follows_on_strands_sequenced_executors_and_type_erased_ones) {
    auto const executors =
        std::tuple{asio::make_strand(io), sequenced{io.get_executor()}, asio::any_io_executor{io.get_executor()}};
    std::apply(
        [&](auto const&... ex) { (asio::co_spawn(bind(ex, log), say_around_a_turn("on one"), asio::detached), ...); },
        executors);
    run();
    BOOST_TEST(messages().size() == 6U);
}

BOOST_AUTO_TEST_CASE(follows_on_a_thread_pool) {
    asio::thread_pool pool{2};
    asio::co_spawn(bind(pool, log), say_around_a_turn("in the pool"), asio::use_future).get();
    pool.join();
    BOOST_TEST((messages() == texts{R"("in the pool before")", R"("in the pool after")"}));
}

BOOST_AUTO_TEST_CASE(of_a_coroutine_that_was_given_a_fork_is_the_fork) {
    asio::thread_pool pool{2};
    run_bound([&]() -> task<> {
        co_await (asio::co_spawn(bind(pool, log.fork()), say_around_a_turn("a"), asio::use_awaitable)
                  && asio::co_spawn(bind(pool, log.fork()), say_around_a_turn("b"), asio::use_awaitable));
        current_log().info("joined");
    });
    pool.join();
    auto const found = messages();
    BOOST_TEST(found.size() == 5U);
    BOOST_TEST(std::ranges::count(found, R"("joined")") == 1);
}

BOOST_AUTO_TEST_CASE(is_none_once_the_log_has_ended) {
    asio::post(bind(io, log), [&] {
        (void)log.finish();
        BOOST_TEST(logdefer::detail::context::current()->log<log_type>() == nullptr);
    });
    run();
}

BOOST_AUTO_TEST_CASE(is_over_for_a_coroutine_of_another_kind_that_outlives_the_binding) {
    using carrying_task = support::lazy_task<context_promise>;
    support::gate gate;
    auto const body = [](support::gate& g) -> carrying_task {
        current_log().info("before");
        co_await g;
        current_log().info("after");
    };
    std::optional<carrying_task> background;
    asio::post(bind(io, std::move(log)), [&] {
        background.emplace(body(gate));
        background->resume();
    });
    run();
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.last().logs.size() == 1U);
    gate.release();
    BOOST_TEST(background->done());
    BOOST_TEST(is_lost());
}

BOOST_AUTO_TEST_CASE(of_another_type_is_not_found) {
    asio::post(bind(io, log),
               [] { BOOST_TEST(logdefer::detail::context::current()->log<basic_log_defer<>>() == nullptr); });
    run();
}

BOOST_AUTO_TEST_SUITE_END()
