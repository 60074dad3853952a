// SPDX-License-Identifier: BSL-1.0
// Timelines on a manual clock: each handler of the context is run by hand, and the clock advances only where the test
// says so.
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <utility>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// Returns the first timer of a record, in nanoseconds.
struct measured {
    std::int64_t wall;
    std::map<std::string, std::int64_t> detail;
};

struct timing_fixture : bound_fixture {
    measured first_timer() {
        logdefer::record r;
        BOOST_REQUIRE(!log.finish(r));
        auto const timer = *r.view().timers().begin();
        measured found{(timer.end() - timer.start()).count(), {}};
        for (value_view const object : timer.detail()) {
            for (member_view const m : object.members()) found.detail.emplace(m.key().text(), m.value().integer());
        }
        return found;
    }

    template <timing Timing, class Coroutine>
    void spawn(Coroutine coroutine) {
        asio::co_spawn(bind<Timing>(io, log, "work"), std::move(coroutine), asio::detached);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_timer_of_a_binding, timing_fixture)

BOOST_AUTO_TEST_CASE(tells_running_from_waiting_and_both_add_up_to_the_wall_time) {
    asio::steady_timer event{io, asio::steady_timer::time_point::max()};
    asio::post(io, [&] {  // so that the coroutine cannot start before its turn
        spawn<timing::full>([&]() -> task<> {
            clock.advance(5ns);  // runs
            boost::system::error_code cancelled;
            co_await event.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
            clock.advance(7ns);  // runs again
        });
    });
    BOOST_TEST(step());
    clock.advance(100ns);  // waits
    event.cancel();
    clock.advance(20ns);  // the event is ready, but was not detected yet
    BOOST_TEST(step());
    clock.advance(1000ns);  // over
    auto const [wall, detail] = first_timer();
    BOOST_TEST(wall == 5 + 100 + 20 + 7);
    BOOST_TEST(detail.at("busy") == 5 + 7);
    BOOST_TEST(detail.at("max_run") == 7);
    BOOST_TEST(detail.at("resumes") == 2);
    BOOST_TEST(detail.at("hops") == 0);
    BOOST_TEST(wall - detail.at("busy") == 100 + 20);
}

BOOST_AUTO_TEST_CASE(counts_as_queued_what_is_ready_and_not_yet_run) {
    spawn<timing::full>([&]() -> task<> {
        co_await yield();
        clock.advance(3ns);
    });
    clock.advance(11ns);  // queued: the context does not run
    BOOST_TEST(step());
    clock.advance(13ns);  // queued again, by yield
    while (step()) {
    }
    auto const [wall, detail] = first_timer();
    BOOST_TEST(wall == 11 + 13 + 3);
    BOOST_TEST(detail.at("queued") == 11 + 13);
    BOOST_TEST(detail.at("busy") == 3);
}

BOOST_AUTO_TEST_CASE(finds_the_slice_that_blocked_the_loop) {
    spawn<timing::full>([&]() -> task<> {
        for (auto const run : {1ms, 250ms, 2ms}) {
            clock.advance(run);
            co_await yield();
        }
    });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(detail.at("busy") == nanoseconds{253ms}.count());
    BOOST_TEST(detail.at("max_run") == nanoseconds{250ms}.count());
}

BOOST_AUTO_TEST_CASE(takes_a_nested_dispatch_for_part_of_its_slice) {
    auto const executor = bind<timing::full>(io, log, "work");
    asio::post(executor, [&] {
        clock.advance(1ns);
        asio::dispatch(executor, [&] { clock.advance(2ns); });
        clock.advance(4ns);
    });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(detail.at("resumes") == 1);
    BOOST_TEST(detail.at("busy") == 7);
    BOOST_TEST(detail.at("max_run") == 7);
}

BOOST_AUTO_TEST_CASE(does_not_count_the_slices_of_another_request) {
    log_type other{sink, clock};
    auto const theirs = bind<timing::full>(io, other, "theirs");
    auto const mine = bind<timing::full>(io, log, "mine");
    asio::post(mine, [&] { clock.advance(1ns); });
    asio::post(theirs, [&] { clock.advance(10ns); });
    asio::post(mine, [&] { clock.advance(100ns); });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(detail.at("busy") == 101);
    BOOST_TEST(detail.at("queued") == 10);  // does not include the wait for its own work
    BOOST_TEST(wall == 111);
    other.cancel();
}

BOOST_AUTO_TEST_CASE(does_not_count_what_another_executor_does_meanwhile) {
    asio::io_context other{1};
    spawn<timing::full>([&]() -> task<> {
        clock.advance(1ns);
        auto const elsewhere = [&]() -> task<> { co_return clock.advance(10ns); };
        co_await asio::co_spawn(bind<timing::full>(other, current_log(), "elsewhere"), elsewhere, asio::use_awaitable);
        clock.advance(2ns);
    });
    while (step() || other.poll_one() != 0) other.restart();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(wall == 13);
    BOOST_TEST(detail.at("busy") == 3);
}

BOOST_AUTO_TEST_CASE(adds_up_branches_that_interleave) {
    using namespace boost::asio::experimental::awaitable_operators;
    spawn<timing::full>([&]() -> task<> {
        auto const branch = [&]() -> task<> {
            clock.advance(1ns);
            co_await yield();
            clock.advance(2ns);
        };
        co_await (branch() && branch());
    });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(detail.at("busy") == 6);
    BOOST_TEST(wall == 6);
}

BOOST_AUTO_TEST_CASE(of_a_split_tells_how_long_and_how_often_it_ran) {
    spawn<timing::split>([&]() -> task<> {
        clock.advance(1ns);
        co_await yield();
        clock.advance(2ns);
    });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST((detail == std::map<std::string, std::int64_t>{{"busy", 3}, {"resumes", 2}}));
}

BOOST_AUTO_TEST_CASE(of_wall_time_has_no_detail) {
    spawn<timing::wall>([&]() -> task<> {
        clock.advance(4ns);
        co_return;
    });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(wall == 4);
    BOOST_TEST(detail.empty());
}

BOOST_AUTO_TEST_CASE(ends_with_the_log_where_the_work_goes_on) {
    spawn<timing::full>([&]() -> task<> {
        clock.advance(1ns);
        co_await yield();
        clock.advance(2ns);
    });
    BOOST_TEST(step());
    clock.advance(16ns);
    auto const [wall, detail] = first_timer();
    BOOST_TEST(wall == 17);
    BOOST_TEST(detail.at("busy") == 1);
    run();
}

BOOST_AUTO_TEST_CASE(counts_the_present_slice_where_the_log_ends_in_it) {
    measured found{};
    asio::post(bind<timing::full>(io, log, "work"), [&] {
        clock.advance(8ns);
        found = first_timer();
        clock.advance(100ns);
    });
    run();
    BOOST_TEST(found.wall == 8);
    BOOST_TEST(found.detail.at("busy") == 8);
}

BOOST_AUTO_TEST_CASE(does_not_start_without_a_name) {
    run_bound([]() -> task<> { co_return; });
    BOOST_TEST(record().timers.empty());
}

BOOST_AUTO_TEST_CASE(is_not_delayed_by_a_copy_of_the_executor) {
    auto const stray = bind(io, log, "work");
    asio::co_spawn(stray, [&]() -> task<> { co_return clock.advance(4ns); }, asio::detached);
    run();
    clock.advance(100ns);
    BOOST_TEST(first_timer().wall == 4);
}

BOOST_AUTO_TEST_CASE(starts_with_the_binding) {
    auto const executor = bind(io, log, "work");
    clock.advance(2ns);
    asio::post(executor, [&] { clock.advance(1ns); });
    run();
    BOOST_TEST(first_timer().wall == 3);
}

BOOST_AUTO_TEST_CASE(counts_a_change_of_thread_as_a_hop) {
    auto const executor = bind<timing::full>(io, log, "work");
    auto const run_one_on_a_thread = [&] { std::jthread const thread{[&] { (void)step(); }}; };
    asio::post(executor, [] {});
    run_one_on_a_thread();
    asio::post(executor, [] {});
    (void)step();
    asio::post(executor, [] {});
    (void)step();
    BOOST_TEST(first_timer().detail.at("hops") == 1);
}

BOOST_AUTO_TEST_CASE(does_not_call_queued_what_waited_for_other_work_of_its_own) {
    auto const executor = bind<timing::full>(io, log, "work");
    for (int i = 0; i < 4; ++i) asio::post(executor, [&] { clock.advance(1s); });
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(wall == nanoseconds{4s}.count());
    BOOST_TEST(detail.at("busy") == nanoseconds{4s}.count());
    BOOST_TEST(detail.at("queued") == 0);
}

BOOST_AUTO_TEST_CASE(is_not_negative_where_the_clock_steps_back) {
    auto const executor = bind<timing::full>(io, log, "work");
    asio::post(executor, [] {});
    clock.advance(-2s);
    run();
    auto const [wall, detail] = first_timer();
    BOOST_TEST(detail.at("queued") == 0);
    BOOST_TEST(detail.at("busy") == 0);
}

BOOST_AUTO_TEST_CASE(of_an_await_does_not_call_queued_what_was_before_it) {
    std::int64_t queued = 0;
    spawn<timing::wall>([&]() -> task<> {
        asio::post(co_await asio::this_coro::executor, [] {});  // ready from now on, but undetected
        clock.advance(3s);
        detail::run_watcher watcher;
        auto& context = *detail::context::current();
        context.watch(watcher, clock.ticks());
        clock.advance(1s);
        co_await yield();
        context.unwatch(watcher, clock.ticks());
        queued = watcher.counters.queued;
    });
    BOOST_TEST(step());
    clock.advance(5s);
    run();
    BOOST_TEST(queued == nanoseconds{5s}.count());
}

BOOST_AUTO_TEST_CASE(of_two_branches_never_tells_of_more_than_the_wall_time) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto const* const given = std::getenv("LOGDEFER_SEED");
    auto const seed = given != nullptr ? std::strtoul(given, nullptr, 10) : std::random_device{}();
    BOOST_TEST_MESSAGE("LOGDEFER_SEED=" << seed);
    std::mt19937_64 random{seed};
    auto const some_time = [&] { return nanoseconds{std::uniform_int_distribution<std::int64_t>{0, 1000}(random)}; };
    auto const branch = [&]() -> task<> {
        for (int turn = 0; turn < 20; ++turn) {
            clock.advance(some_time());
            co_await yield();
        }
    };
    spawn<timing::full>([&]() -> task<> { co_await (branch() && branch()); });
    do {
        clock.advance(some_time());
    } while (step());
    auto const [wall, detail] = first_timer();
    BOOST_TEST_CONTEXT("LOGDEFER_SEED=" << seed) {
        BOOST_TEST(detail.at("busy") + detail.at("queued") <= wall);
        BOOST_TEST(detail.at("queued") > 0);
    }
}

/// The model: every turn runs for a while, then waits for a while; the sums must be exact.
BOOST_AUTO_TEST_CASE(adds_up_exactly_over_random_timelines) {
    auto const* const given = std::getenv("LOGDEFER_SEED");
    auto const seed = given != nullptr ? std::strtoul(given, nullptr, 10) : std::random_device{}();
    BOOST_TEST_MESSAGE("LOGDEFER_SEED=" << seed);
    std::mt19937_64 random{seed};
    std::int64_t busy = 0;
    std::int64_t queued = 0;
    std::int64_t longest = 0;
    int const turns = std::uniform_int_distribution{1, 50}(random);
    auto const some_time = [&] { return std::uniform_int_distribution<std::int64_t>{0, 1'000'000'000}(random); };
    auto const work = [&]() -> task<> {
        for (int turn = 0; turn < turns; ++turn) {
            auto const took = some_time();
            clock.advance(nanoseconds{took});
            busy += took;
            longest = std::max(longest, took);
            co_await yield();
        }
    };
    spawn<timing::full>(work);
    for (bool more = true; more;) {
        auto const waited = some_time();
        clock.advance(nanoseconds{waited});
        more = step();
        if (more) queued += waited;
    }
    auto const [wall, detail] = first_timer();
    BOOST_TEST_CONTEXT("LOGDEFER_SEED=" << seed) {
        BOOST_TEST(detail.at("busy") == busy);
        BOOST_TEST(detail.at("queued") == queued);
        BOOST_TEST(detail.at("max_run") == longest);
        BOOST_TEST(detail.at("resumes") == turns + 1);
        BOOST_TEST(wall == busy + queued);
    }
}

BOOST_AUTO_TEST_SUITE_END()
