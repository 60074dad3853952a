// SPDX-License-Identifier: BSL-1.0
#include <logdefer/async/context.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
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
    context.begin_slice(40, 36);
    context.end_slice(42);
    context.begin_slice(50, 49);
    context.unwatch(watcher, 53);
    context.end_slice(60);
    expect(watcher, {.busy = 10, .queued = 5, .resumes = 2, .hops = 0, .max_run = 5});
    BOOST_TEST(!context.watched());
}

BOOST_FIXTURE_TEST_CASE(between_slices_nothing_runs, watched_fixture) {
    context.begin_slice(0, 0);
    context.end_slice(5);
    context.watch(watcher, 10);
    context.begin_slice(20, 20);
    context.end_slice(23);
    context.unwatch(watcher, 30);
    expect(watcher, {.busy = 3, .queued = 0, .resumes = 1, .hops = 0, .max_run = 3});
}

BOOST_FIXTURE_TEST_CASE(a_slice_that_goes_on_is_one, watched_fixture) {
    context.begin_slice(0, 0);
    context.watch(watcher, 0);
    context.end_slice(5);
    context.continue_slice(context.slice());
    context.end_slice(9);
    context.unwatch(watcher, 10);
    expect(watcher, {.busy = 9, .queued = 0, .resumes = 0, .hops = 0, .max_run = 9});
}

BOOST_FIXTURE_TEST_CASE(no_slice_goes_on_once_another_has_begun, watched_fixture) {
    context.begin_slice(0, 0);
    context.watch(watcher, 0);
    auto const first = context.slice();
    context.end_slice(5);
    context.begin_slice(10, 10);
    context.end_slice(11);
    context.continue_slice(first);
    BOOST_TEST(watcher.counters.resumes == 2);
    context.continue_slice(0);
    BOOST_TEST(watcher.counters.resumes == 3);
}

BOOST_FIXTURE_TEST_CASE(no_two_slices_of_a_thread_have_one_number, watched_fixture) {
    detail::context other{log};
    other.begin_slice(0, 0);
    context.begin_slice(0, 0);
    BOOST_TEST(context.slice() != other.slice());
}

BOOST_FIXTURE_TEST_CASE(a_number_is_that_of_a_slice_of_its_thread_only, watched_fixture) {
    std::uint64_t here = 0;
    std::thread{[&] {
        context.begin_slice(0, 0);
        context.watch(watcher, 0);
        context.end_slice(1);
        here = context.slice();
    }}.join();
    context.continue_slice(here);
    BOOST_TEST(watcher.counters.resumes == 1);
}

BOOST_FIXTURE_TEST_CASE(what_waits_while_the_log_runs_is_not_queued, watched_fixture) {
    context.watch(watcher, 0);
    for (std::int64_t now = 0; now < 4; ++now) {
        context.begin_slice(now, 0);
        context.end_slice(now + 1);
    }
    context.begin_slice(6, 0);
    context.unwatch(watcher, 6);
    expect(watcher, {.busy = 4, .queued = 2, .resumes = 5, .hops = 0, .max_run = 1});
}

BOOST_FIXTURE_TEST_CASE(what_waited_before_a_watcher_came_is_not_queued, watched_fixture) {
    context.watch(watcher, 10);
    context.begin_slice(15, 0);
    context.unwatch(watcher, 15);
    BOOST_TEST(watcher.counters.queued == 5);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_runs_backwards_or_too_far_leaves_sums_in_their_range, watched_fixture) {
    constexpr auto last = std::numeric_limits<std::int64_t>::max();
    context.watch(watcher, 0);
    context.begin_slice(-5, 3);
    BOOST_TEST(watcher.counters.queued == 0);
    for (int i = 0; i < 2; ++i) {
        context.end_slice(0);
        context.begin_slice(last, 0);
        context.end_slice(last);
        context.begin_slice(0, 0);
    }
    context.unwatch(watcher, 0);
    BOOST_TEST(watcher.counters.queued == last);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_runs_backwards_makes_nobody_busy, watched_fixture) {
    context.begin_slice(10, 10);
    context.watch(watcher, 10);
    context.end_slice(5);
    context.unwatch(watcher, 5);
    expect(watcher, {});
}

BOOST_FIXTURE_TEST_CASE(another_thread_is_a_hop_and_not_here, watched_fixture) {
    context.begin_slice(0, 0);
    context.watch(watcher, 0);
    BOOST_TEST(context.running_on_this_thread());
    std::thread{[&] {
        BOOST_TEST(!context.running_on_this_thread());
        context.end_slice(1);
        context.begin_slice(2, 2);
        BOOST_TEST(context.running_on_this_thread());
    }}.join();
    BOOST_TEST(context.running());
    BOOST_TEST(!context.running_on_this_thread());
    context.unwatch(watcher, 2);
    BOOST_TEST(watcher.counters.hops == 1);
}

BOOST_FIXTURE_TEST_CASE(the_clock_is_read_only_where_somebody_watches, watched_fixture) {
    clock.advance(7ns);
    BOOST_TEST(context.ticks_if_watched() == 0);
    context.watch(watcher, 0);
    BOOST_TEST(context.ticks_if_watched() == 7);
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
    context.detach_log();
    BOOST_TEST(context.log<basic_log_defer<manual_clock>>() == nullptr);
    BOOST_TEST(watcher.watched == nullptr);
}

BOOST_FIXTURE_TEST_CASE(an_override_restores_what_was_current_before, watched_fixture) {
    detail::context other{log};
    {
        scoped_override const outer{&context};
        BOOST_TEST(outer.previous() == nullptr);
        {
            scoped_override const inner{&other};
            BOOST_TEST(inner.previous() == &context);
            BOOST_TEST(detail::context::current() == &other);
            scoped_override const none{nullptr};
            BOOST_TEST(detail::context::current() == nullptr);
        }
        BOOST_TEST(detail::context::current() == &context);
    }
    BOOST_TEST(detail::context::current() == nullptr);
}

BOOST_FIXTURE_TEST_CASE(an_override_tells_what_was_current_until_it_restores, watched_fixture) {
    detail::context other{log};
    current_override const outer{&context};
    current_override const left_behind{&other};
    BOOST_TEST(left_behind.previous() == &context);
    BOOST_TEST(outer.restore() == &other);
    BOOST_TEST(detail::context::current() == nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_transfer_continues_its_slice_only_until_others_have_run, watched_fixture) {
    int const here = 0;
    int const there = 0;
    carried_context one{&context};
    carried_context other{&context};
    (void)other.leave(&there);
    one.enter();
    context.watch(watcher, 0);
    carried_context::note_transfer(one.leave(&here), &there);
    other.enter();
    BOOST_TEST(watcher.counters.resumes == 0);
    carried_context::note_transfer(other.leave(&there), &here);
    std::thread{[&] {
        other.enter();
        (void)other.leave(&there);
    }}.join();
    one.enter();
    BOOST_TEST(watcher.counters.resumes == 2);
    (void)one.leave(&here);
}

BOOST_FIXTURE_TEST_CASE(a_transfer_is_void_once_a_coroutine_was_left_on_its_thread, watched_fixture) {
    int const here = 0;
    int const there = 0;
    carried_context one{&context};
    one.enter();
    context.watch(watcher, 0);
    carried_context::note_transfer(one.leave(&here), &there);  // to one that carries nothing, and is soon gone
    carried_context at_the_same_address{&context};
    (void)at_the_same_address.leave(&there);
    at_the_same_address.enter();
    BOOST_TEST(watcher.counters.resumes == 1);
    (void)at_the_same_address.leave(&there);
}

BOOST_FIXTURE_TEST_CASE(a_transfer_is_void_in_a_context_that_lies_where_another_did, log_fixture) {
    int const here = 0;
    int const there = 0;
    run_watcher watcher;
    std::optional<detail::context> context{std::in_place, log};
    std::optional<carried_context> one{std::in_place, &*context};
    one->enter();
    carried_context::note_transfer(one->leave(&here), &there);
    one.reset();
    context.emplace(log);
    carried_context late{&*context};
    std::thread{[&] {
        context->watch(watcher, 0);
        late.enter();
        (void)late.leave(&there);
    }}.join();
    late.enter();
    BOOST_TEST(watcher.counters.resumes == 2);
    (void)late.leave(&there);
}

BOOST_AUTO_TEST_CASE(a_type_is_the_same_in_a_library_that_has_its_own_copy_of_what_tells_it) {
    log_type const copy{log_type_of<basic_log_defer<>>.info};
    BOOST_TEST((copy == log_type_of<basic_log_defer<>>));
    BOOST_TEST((copy != log_type_of<basic_log_defer<manual_clock>>));
}

BOOST_AUTO_TEST_CASE(a_type_of_an_unnamed_namespace_is_the_same_in_one_place_only) {
    log_type const copy{log_type_of<watched_fixture>.info};
    BOOST_TEST((copy != log_type_of<watched_fixture>));
    BOOST_TEST((log_type_of<watched_fixture> == log_type_of<watched_fixture>));
}

BOOST_AUTO_TEST_CASE(without_rtti_a_type_is_the_same_in_one_place_only) {
    log_type const one{nullptr};
    log_type const other{nullptr};
    BOOST_TEST((one == one));
    BOOST_TEST((one != other));
    BOOST_TEST((one != log_type_of<basic_log_defer<>>));
    BOOST_TEST((log_type_of<basic_log_defer<>> != one));
}

BOOST_FIXTURE_TEST_CASE(whoever_carries_a_context_keeps_what_contains_it, log_fixture) {
    struct container final : counted_container {
        detail::context context;
        bool& destroyed;
        container(basic_log_defer<manual_clock>& l, bool& d) : context(l, this), destroyed(d) {}
        void destroy() noexcept override { destroyed = true; }
    };
    bool destroyed = false;
    container o{log, destroyed};
    detail::context other{log};
    std::optional<carried_context> one{std::in_place, &o.context};
    carried_context moved{nullptr};
    moved.change_context(o.context);
    (void)moved.leave(nullptr);
    o.release_owner();
    one.reset();
    BOOST_TEST(!destroyed);
    moved.change_context(other);
    (void)moved.leave(nullptr);
    BOOST_TEST(destroyed);
}
