// SPDX-License-Identifier: BSL-1.0
#include <logdefer/detail/context.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

using namespace logdefer;
using namespace logdefer::detail;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

struct watched_fixture : log_fixture {
    detail::context context{log};
    run_watcher watcher;
};

void expect(run_watcher const& w, run_counters const& expected) {
    BOOST_TEST(w.counters.busy == expected.busy);
    BOOST_TEST(w.counters.queued == expected.queued);
    BOOST_TEST(w.counters.resumes == expected.resumes);
    BOOST_TEST(w.counters.hops == expected.hops);
    BOOST_TEST(w.counters.max_run == expected.max_run);
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_watcher_counts_what_runs_while_it_watches, watched_fixture) {
    context.begin_slice(0, 0);
    context.watch(watcher, 10);
    context.end_slice(15);
    context.begin_slice(40, 4);
    context.end_slice(42);
    context.begin_slice(50, 1);
    context.unwatch(watcher, 53);
    context.end_slice(60);
    expect(watcher, {.busy = 10, .queued = 5, .resumes = 2, .hops = 0, .max_run = 5});
    BOOST_TEST(!context.watched());
}

BOOST_FIXTURE_TEST_CASE(between_slices_nothing_runs, watched_fixture) {
    context.begin_slice(0, 0);
    context.end_slice(5);
    context.watch(watcher, 10);
    context.begin_slice(20, 0);
    context.end_slice(23);
    context.unwatch(watcher, 30);
    expect(watcher, {.busy = 3, .queued = 0, .resumes = 1, .hops = 0, .max_run = 3});
}

BOOST_FIXTURE_TEST_CASE(a_slice_that_goes_on_is_one, watched_fixture) {
    context.begin_slice(0, 0);
    context.watch(watcher, 0);
    context.end_slice(5);
    context.continue_slice();
    context.end_slice(9);
    context.unwatch(watcher, 10);
    expect(watcher, {.busy = 9, .queued = 0, .resumes = 0, .hops = 0, .max_run = 9});
    BOOST_TEST(context.slices() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_runs_backwards_makes_nobody_busy, watched_fixture) {
    context.begin_slice(10, 0);
    context.watch(watcher, 10);
    context.end_slice(5);
    context.unwatch(watcher, 5);
    expect(watcher, {});
}

BOOST_FIXTURE_TEST_CASE(another_thread_is_a_hop_and_not_here, watched_fixture) {
    context.begin_slice(0, 0);
    context.watch(watcher, 0);
    BOOST_TEST(context.running_here());
    std::thread{[&] {
        BOOST_TEST(!context.running_here());
        context.end_slice(1);
        context.begin_slice(2, 0);
        BOOST_TEST(context.running_here());
    }}.join();
    BOOST_TEST(context.running());
    BOOST_TEST(!context.running_here());
    context.unwatch(watcher, 2);
    BOOST_TEST(watcher.counters.hops == 1);
}

BOOST_FIXTURE_TEST_CASE(the_clock_is_read_only_where_somebody_watches, watched_fixture) {
    clock.advance(7ns);
    BOOST_TEST(context.now() == 0);
    context.watch(watcher, 0);
    BOOST_TEST(context.now() == 7);
}

BOOST_FIXTURE_TEST_CASE(watchers_end_in_any_order, watched_fixture) {
    std::optional<run_watcher> first;
    std::optional<run_watcher> last;
    context.begin_slice(0, 0);
    context.watch(first.emplace(), 0);
    context.watch(watcher, 0);
    context.watch(last.emplace(), 0);
    context.unwatch(watcher, 3);
    first.reset();
    BOOST_TEST(context.watched());
    last.reset();
    BOOST_TEST(!context.watched());
    BOOST_TEST(watcher.counters.busy == 3);
}

BOOST_FIXTURE_TEST_CASE(a_log_that_has_ended_is_found_by_nobody, watched_fixture) {
    context.watch(watcher, 0);
    BOOST_TEST(context.log<basic_log_defer<manual_clock>>() == &log);
    BOOST_TEST(context.log<basic_log_defer<>>() == nullptr);
    context.forget_log();
    BOOST_TEST(context.log<basic_log_defer<manual_clock>>() == nullptr);
    BOOST_TEST(watcher.watched == nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_transfer_is_void_once_others_have_run, watched_fixture) {
    int const here = 0;
    int const there = 0;
    carried_context coroutine{&context};
    coroutine.enter();
    carried_context::go_on_with(coroutine.leave(&here), &there);  // to one that carries nothing, and is soon gone
    std::thread{[&] {
        coroutine.enter();
        (void)coroutine.leave(&here);
    }}.join();
    carried_context at_the_same_address{&context};
    (void)at_the_same_address.leave(&there);
    at_the_same_address.enter();
    (void)at_the_same_address.leave(&there);
    BOOST_TEST(context.slices() == 3U);
}
