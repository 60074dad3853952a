// SPDX-License-Identifier: BSL-1.0
// Cases in which no log is current, each of which is reported to the default hook.
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/test/unit_test.hpp>

#include <latch>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace {

using namespace logdefer;
using namespace logdefer::test;

/// A default hook, which receives errors that concern no log.
struct lost_fixture : bound_fixture {
    std::mutex mutex;
    std::vector<std::error_code> heard;
    error_hook hook{*this};

    lost_fixture() noexcept { error_hook::set_default(&hook); }
    ~lost_fixture() { error_hook::set_default(nullptr); }

    void operator()(std::error_code code, std::string_view) {
        std::lock_guard const lock{mutex};
        heard.push_back(code);
    }

    /// Returns whether the hook is called with exactly this error while `run` runs.
    template <class Run>
    bool tells(error e, Run run) {
        heard.clear();
        run();
        return heard == std::vector{make_error_code(e)};
    }
    template <class Run>
    bool tells_nothing(Run run) {
        heard.clear();
        run();
        return heard.empty();
    }
};

task<> use_the_log() {
    current_log().info("used");
    co_return;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_log_is_lost, lost_fixture)

BOOST_AUTO_TEST_CASE(nowhere_on_the_bound_executor) {
    BOOST_TEST(tells_nothing([&] { run_bound(use_the_log); }));
}

BOOST_AUTO_TEST_CASE(where_a_token_names_another_executor) {
    BOOST_TEST(tells(error::no_current, [&] {
        run_bound([&]() -> task<> {
            co_await asio::post(asio::bind_executor(io.get_executor(), asio::use_awaitable));
            current_log().info("lost");
        });
    }));
}

BOOST_AUTO_TEST_CASE(only_until_the_coroutine_comes_back) {
    BOOST_TEST(tells_nothing([&] {
        run_bound([&]() -> task<> {
            co_await asio::post(asio::bind_executor(io.get_executor(), asio::use_awaitable));
            co_await yield();
            current_log().info("found again");
        });
    }));
}

BOOST_AUTO_TEST_CASE(by_a_child_on_an_executor_that_is_not_bound) {
    BOOST_TEST(tells(error::no_current, [&] {
        run_bound([&]() -> task<> {
            co_await yield();
            asio::post(io, [] { current_log().info("lost"); });
        });
    }));
    BOOST_TEST(tells(error::no_current, [&] {
        run_bound([&]() -> task<> {
            asio::io_context other;
            asio::co_spawn(other, use_the_log, asio::detached);
            std::jthread const thread{[&] { other.run(); }};
            co_return;
        });
    }));
}

BOOST_AUTO_TEST_CASE(without_a_word_where_it_is_merely_over) {
    BOOST_TEST(tells_nothing([&] {
        run_bound([&]() -> task<> {
            (void)current_log().finish();
            co_await yield();
            current_log().info("late");
        });
    }));
    BOOST_TEST(!log.finish());
    BOOST_TEST(tells_nothing([&] { run_bound(use_the_log); }));
}

BOOST_AUTO_TEST_CASE(to_a_question_for_another_type) {
    BOOST_TEST(tells(error::no_current, [&] {
        run_bound([]() -> task<> {
            current<basic_log_defer<>>().info("lost");
            co_return;
        });
    }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(two_threads_in_one_binding_are_found, lost_fixture) {
    BOOST_TEST(tells(error::not_sequenced, [&] {
        asio::io_context shared;
        auto const executor = bind(sequenced{shared.get_executor()}, log);
        std::latch both{2};
        for (int i = 0; i < 2; ++i) asio::post(executor, [&] { both.arrive_and_wait(); });
        std::jthread const helper{[&] { shared.run(); }};
        shared.run();
    }));
}
