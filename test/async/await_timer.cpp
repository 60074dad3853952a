// SPDX-License-Identifier: BSL-1.0
#include <logdefer/async/await_timer.hpp>

#include <support/await_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <thread>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using logdefer::testing::interval;

template <timing Timing>
using await_timer = detail::await_timer<Timing, test_log>;

/// A context of the log, with slices that begin and end now.
struct slices_fixture : await_fixture {
    detail::context context{log};

    void begin_slice() noexcept { context.begin_slice(clock.ticks(), clock.ticks()); }
    void end_slice() noexcept { context.end_slice(clock.ticks()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(of_wall_time, await_fixture)

BOOST_AUTO_TEST_CASE(it_records_the_start_and_the_end) {
    await_timer<timing::wall> t{log, "db"};
    clock.advance(1ms);
    t.suspend();
    clock.advance(10ms);
    t.resume();
    clock.advance(100ms);
    t.stop();
    clock.advance(1s);
    BOOST_TEST((timer() == interval{"db", 0ms, 111ms}));
}

BOOST_AUTO_TEST_CASE(it_stops_when_it_is_destroyed) {
    {
        await_timer<timing::wall> const t{log, "db"};
        clock.advance(1ms);
    }
    clock.advance(1s);
    BOOST_TEST((timer() == interval{"db", 0ms, 1ms}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(outside_of_a_context, await_fixture)

BOOST_AUTO_TEST_CASE(it_is_busy_until_the_suspension_and_after_the_resumption) {
    await_timer<timing::full> t{log, "db"};
    clock.advance(1ms);
    t.suspend();
    clock.advance(10ms);
    t.resume();
    clock.advance(100ms);
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 111ms, full(101ms, 1, 0, 100ms)}));
}

BOOST_AUTO_TEST_CASE(it_records_two_members_of_split_time) {
    await_timer<timing::split> t{log, "db"};
    clock.advance(1ms);
    t.suspend();
    clock.advance(10ms);
    t.resume();
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 11ms, split(1ms, 1)}));
}

BOOST_AUTO_TEST_CASE(it_is_busy_all_the_time_without_a_suspension) {
    await_timer<timing::full> t{log, "db"};
    clock.advance(1ms);
    t.resume();
    clock.advance(2ms);
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 3ms, full(3ms, 0, 0, 3ms)}));
}

BOOST_AUTO_TEST_CASE(it_is_busy_during_a_suspension_that_is_undone) {
    await_timer<timing::full> t{log, "db"};
    clock.advance(1ms);
    t.suspend();
    clock.advance(10ms);
    t.undo_suspend();
    t.resume();
    clock.advance(100ms);
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 111ms, full(111ms, 0, 0, 111ms)}));
}

BOOST_AUTO_TEST_CASE(it_is_not_busy_after_a_suspension_that_never_ends) {
    {
        await_timer<timing::full> t{log, "db"};
        clock.advance(1ms);
        t.suspend();
        clock.advance(10ms);
    }
    BOOST_TEST((timer() == interval{"db", 0ms, 11ms, full(1ms, 0, 0, 1ms)}));
}

BOOST_AUTO_TEST_CASE(it_hops_where_it_resumes_on_another_thread) {
    await_timer<timing::full> t{log, "db"};
    t.suspend();
    std::thread{[&] { t.resume(); }}.join();
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 0ms, full(0ms, 1, 1, 0ms)}));
}

BOOST_AUTO_TEST_CASE(it_does_not_count_the_slices_of_another_log) {
    slices_fixture other;
    detail::scoped_override const override{&other.context};
    other.begin_slice();
    await_timer<timing::full> t{log, "db"};
    clock.advance(1ms);
    t.suspend();
    other.end_slice();
    clock.advance(10ms);
    t.stop();
    BOOST_TEST(!other.context.watched());
    BOOST_TEST((timer() == interval{"db", 0ms, 11ms, full(1ms, 0, 0, 1ms)}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(in_a_context, slices_fixture)

BOOST_AUTO_TEST_CASE(it_counts_the_slices_and_not_its_own_suspension) {
    detail::scoped_override const override{&context};
    begin_slice();
    await_timer<timing::full> t{log, "db"};
    clock.advance(1ms);
    t.suspend();
    clock.advance(2ms);
    end_slice();
    clock.advance(10ms);
    begin_slice();
    clock.advance(20ms);
    end_slice();
    clock.advance(100ms);
    begin_slice();
    t.resume();
    clock.advance(4ms);
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 137ms, full(27ms, 2, 0, 20ms)}));
}

BOOST_AUTO_TEST_CASE(it_counts_nothing_after_its_stop) {
    detail::scoped_override const override{&context};
    begin_slice();
    await_timer<timing::split> t{log, "db"};
    clock.advance(1ms);
    t.stop();
    BOOST_TEST(!context.watched());
    clock.advance(2ms);
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 1ms, split(1ms, 0)}));
}

BOOST_AUTO_TEST_CASE(it_sees_only_the_await_where_no_slice_runs) {
    detail::scoped_override const override{&context};
    await_timer<timing::full> t{log, "db"};
    BOOST_TEST(!context.watched());
    clock.advance(1ms);
    t.suspend();
    clock.advance(10ms);
    t.stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 11ms, full(1ms, 0, 0, 1ms)}));
}

BOOST_AUTO_TEST_CASE(it_sees_only_the_await_on_a_thread_that_the_slice_does_not_run_on) {
    begin_slice();
    std::thread{[&] {
        detail::scoped_override const override{&context};
        await_timer<timing::split> t{log, "db"};
        BOOST_TEST(!context.watched());
        t.suspend();
        clock.advance(10ms);
        t.stop();
    }}.join();
    BOOST_TEST((timer() == interval{"db", 0ms, 10ms, split(0ms, 0)}));
}

BOOST_AUTO_TEST_CASE(it_may_outlive_the_context) {
    std::optional<detail::context> short_lived{std::in_place, log};
    std::optional<await_timer<timing::split>> t;
    {
        detail::scoped_override const override{&*short_lived};
        short_lived->begin_slice(clock.ticks(), clock.ticks());
        t.emplace(log, "db");
    }
    short_lived.reset();
    clock.advance(1ms);
    t->stop();
    BOOST_TEST((timer() == interval{"db", 0ms, 1ms, split(1ms, 0)}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(of_a_log, await_fixture)

BOOST_AUTO_TEST_CASE(that_is_closed_it_is_inert) {
    (void)finish();
    await_timer<timing::full> t{log, "db"};
    t.suspend();
    t.resume();
    t.stop();
    await_timer<timing::wall> wall{log, "db"};
    wall.stop();
    BOOST_TEST(sink.last().timers.empty());
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(that_ends_first_it_is_late_once) {
    await_timer<timing::full> t{log, "db"};
    t.suspend();
    (void)finish();
    t.resume();
    t.stop();
    t.stop();
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == (report{error::late, "db"}));
}

BOOST_AUTO_TEST_CASE(whose_clock_has_other_ticks_it_records_nanoseconds) {
    /// Ticks once in a millisecond.
    struct coarse_clock {
        manual_clock fine;
        [[nodiscard]] std::chrono::nanoseconds wall() const noexcept { return fine.wall(); }
        [[nodiscard]] std::int64_t ticks() const noexcept { return fine.ticks() / 1'000'000; }
        [[nodiscard]] static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept {
            return std::chrono::milliseconds{ticks};
        }
    };
    basic_log_defer<coarse_clock> coarse{sink, coarse_clock{clock}};
    detail::await_timer<timing::split, basic_log_defer<coarse_clock>> t{coarse, "db"};
    clock.advance(5ms);
    t.stop();
    BOOST_TEST(!coarse.finish());
    BOOST_REQUIRE(sink.last().timers.size() == 1U);
    BOOST_TEST((sink.last().timers[0].detail == split(5ms, 0)));
}

BOOST_AUTO_TEST_SUITE_END()
