// SPDX-License-Identifier: BSL-1.0
// Where a log is lost, and that a debug build says so: each case runs in a process of its own, which must abort.
#undef NDEBUG  // the assertions are what is tested
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <latch>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace logdefer;
using namespace logdefer::test;

/// Whether an assertion fails in `run`.
template <class Run>
bool aborts(Run run) {
    auto const child = ::fork();
    if (child == 0) {
        if (std::freopen("/dev/null", "w", stderr) == nullptr) std::_Exit(1);
        std::signal(SIGABRT, SIG_DFL);
        run();
        std::_Exit(0);
    }
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

task<> use_the_log() {
    current_log().info("used");
    co_return;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_log_is_lost, bound_fixture)

BOOST_AUTO_TEST_CASE(nowhere_on_the_bound_executor) {
    BOOST_TEST(!aborts([&] { run_bound(use_the_log); }));
}

BOOST_AUTO_TEST_CASE(where_a_token_names_another_executor) {
    BOOST_TEST(aborts([&] {
        run_bound([&]() -> task<> {
            co_await asio::post(asio::bind_executor(io.get_executor(), asio::use_awaitable));
            current_log().info("lost");
        });
    }));
}

BOOST_AUTO_TEST_CASE(only_until_the_coroutine_comes_back) {
    BOOST_TEST(!aborts([&] {
        run_bound([&]() -> task<> {
            co_await asio::post(asio::bind_executor(io.get_executor(), asio::use_awaitable));
            co_await yield();
            current_log().info("found again");
        });
    }));
}

BOOST_AUTO_TEST_CASE(by_a_child_on_an_executor_that_is_not_bound) {
    BOOST_TEST(aborts([&] {
        run_bound([&]() -> task<> {
            co_await yield();
            asio::post(io, [] { current_log().info("lost"); });
        });
    }));
    BOOST_TEST(aborts([&] {
        run_bound([&]() -> task<> {
            asio::io_context other;
            asio::co_spawn(other, use_the_log, asio::detached);
            std::jthread const thread{[&] { other.run(); }};
            co_return;
        });
    }));
}

BOOST_AUTO_TEST_CASE(without_an_assertion_where_it_is_merely_over) {
    BOOST_TEST(!aborts([&] {
        run_bound([&]() -> task<> {
            (void)current_log().finish();
            co_await yield();
            current_log().info("late");
        });
    }));
    BOOST_TEST(!log.finish());
    BOOST_TEST(!aborts([&] { run_bound(use_the_log); }));
}

BOOST_AUTO_TEST_CASE(to_a_question_for_another_type) {
    BOOST_TEST(aborts([&] {
        run_bound([]() -> task<> {
            current<basic_log_defer<>>().info("lost");
            co_return;
        });
    }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(two_threads_in_one_binding_are_found, bound_fixture) {
    BOOST_TEST(aborts([&] {
        asio::io_context shared;
        auto const executor = bind(sequenced{shared.get_executor()}, log);
        std::latch both{2};
        for (int i = 0; i < 2; ++i) asio::post(executor, [&] { both.arrive_and_wait(); });
        std::jthread const helper{[&] { shared.run(); }};
        shared.run();
    }));
}
