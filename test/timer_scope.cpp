// SPDX-License-Identifier: BSL-1.0
#include <logdefer/timer_scope.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

using scope = timer_scope<manual_clock>;
static_assert(std::is_nothrow_move_constructible_v<scope> && !std::is_copy_constructible_v<scope>);
static_assert(!std::is_move_assignable_v<scope>);

BOOST_AUTO_TEST_SUITE(running)

BOOST_FIXTURE_TEST_CASE(a_timer_stops_with_its_scope, log_fixture) {
    clock.advance(10ms);
    {
        auto const t = log.timer("t");
        clock.advance(20ms);
    }
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.040000,"timers":[["t",0.010000,0.030000]])"));
}

BOOST_FIXTURE_TEST_CASE(the_first_stop_counts, log_fixture) {
    auto t = log.timer("t");
    clock.advance(5ms);
    t.stop();
    clock.advance(5ms);
    t.stop();
    BOOST_TEST(finish() == record_of(R"("end":0.010000,"timers":[["t",0.000000,0.005000]])"));
    t.stop();
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(an_open_timer_ends_with_the_record_though_another_ends_past_the_clock, log_fixture) {
    auto const open = log.timer("open");
    auto late = log.timer("late");
    clock.advance(30ms);
    late.stop();
    clock.advance(-20ms);
    BOOST_TEST(finish()
               == record_of(R"("end":0.030000,"timers":[["open",0.000000,0.030000],["late",0.000000,0.030000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_timer_stopped_by_the_sink_changes_nothing, log_fixture) {
    std::optional<scope> running;
    std::string seen;
    basic_log_defer<manual_clock> inner{[&](std::string_view text) {
                                            running->stop();
                                            seen = text;
                                        },
                                        clock,
                                        {.on_error = reports}};
    running.emplace(inner.timer("t"));
    clock.advance(5ms);
    BOOST_TEST(!inner.finish());
    BOOST_TEST(seen == record_of(R"("end":0.005000,"timers":[["t",0.000000,0.005000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_late_timer_may_stop_another_from_the_hook, log_fixture) {
    std::optional<scope> other;
    auto const stops_other = [&](std::error_code, std::string_view) { other.reset(); };
    {
        basic_log_defer<manual_clock> inner{[](std::string_view) {}, clock, {.on_error = stops_other}};
        other.emplace(inner.timer("other"));
        auto one = inner.timer("one");
        (void)inner.finish();
        one.stop();
    }
    basic_log_defer<manual_clock> first{[](std::string_view) {}, clock};
    basic_log_defer<manual_clock> second{[](std::string_view) {}, clock};
    first.info("one log, one transaction");
    std::string line;
    BOOST_TEST(!second.finish(line));
    BOOST_TEST(line.find("logs") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(nested_timers_each_keep_their_own_end, log_fixture) {
    {
        auto const outer = log.timer("outer");
        clock.advance(10ms);
        {
            auto const inner = log.timer("inner");
            clock.advance(10ms);
        }
        clock.advance(10ms);
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.030000,"timers":[["outer",0.000000,0.030000],["inner",0.010000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(timers_may_overlap, log_fixture) {
    auto a = log.timer("a");
    clock.advance(10ms);
    auto b = log.timer("b");
    clock.advance(10ms);
    a.stop();
    clock.advance(10ms);
    b.stop();
    BOOST_TEST(finish() == record_of(R"("end":0.030000,"timers":[["a",0.000000,0.020000],["b",0.010000,0.030000]])"));
}

BOOST_FIXTURE_TEST_CASE(the_order_is_that_of_the_starts, log_fixture) {
    auto z = log.timer("z");
    clock.advance(10ms);
    auto a = log.timer("a");
    clock.advance(10ms);
    a.stop();
    z.stop();
    BOOST_TEST(finish() == record_of(R"("end":0.020000,"timers":[["z",0.000000,0.020000],["a",0.010000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(every_timer_of_one_name_has_an_entry, log_fixture) {
    for (int i = 0; i < 3; ++i) {
        auto const t = log.timer("dup");
        clock.advance(10ms);
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.030000,"timers":[["dup",0.000000,0.010000],["dup",0.010000,0.020000],)"
                            R"(["dup",0.020000,0.030000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_moved_timer_runs_on_in_its_new_place, log_fixture) {
    std::optional<scope> kept;
    {
        auto first = log.timer("t");
        kept.emplace(std::move(first));
        clock.advance(10ms);
    }
    clock.advance(10ms);
    kept.reset();
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.030000,"timers":[["t",0.000000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_timer_may_be_stopped_on_another_thread, log_fixture) {
    auto t = log.timer("t");
    std::thread{[this, moved = std::move(t)]() mutable {
        clock.advance(10ms);
        moved.stop();
    }}.join();
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.020000,"timers":[["t",0.000000,0.010000]])"));
}

BOOST_FIXTURE_TEST_CASE(an_inert_timer_does_nothing, log_fixture) {
    {
        scope t{clock};
        t.stop();
    }
    BOOST_TEST(finish() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(at_the_end)

BOOST_FIXTURE_TEST_CASE(a_timer_left_open_ends_with_the_log, log_fixture) {
    clock.advance(10ms);
    auto const t = log.timer("unfinished");
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.020000,"timers":[["unfinished",0.010000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_timer_that_outlives_its_record_changes_nothing_and_is_reported_once, log_fixture) {
    std::string text;
    {
        auto t = log.timer("late");
        clock.advance(10ms);
        text = finish();
        clock.advance(10ms);
        BOOST_TEST(reports.empty());
        t.stop();
        t.stop();
    }
    BOOST_TEST(text == record_of(R"("end":0.010000,"timers":[["late",0.000000,0.010000]])"));
    BOOST_TEST(sink.size() == 1U);
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == (report{error::late, "late"}));
}

BOOST_FIXTURE_TEST_CASE(every_late_timer_is_reported_by_its_name_while_other_logs_go_on, log_fixture) {
    auto a = log.timer("a");
    auto b = log.timer("b");
    (void)finish();
    log_fixture other;
    other.log.info("does not reuse the memory of the late ones");
    a.stop();
    (void)other.finish();
    log_fixture another;
    another.log.info("nor now");
    b.stop();
    BOOST_REQUIRE(reports.size() == 2U);
    BOOST_TEST(reports[0].subject == "a");
    BOOST_TEST(reports[1].subject == "b");
    BOOST_TEST(another.finish() == instant_logs(R"([0.000000,30,"nor now"])"));
}

BOOST_FIXTURE_TEST_CASE(a_timer_late_for_a_record_given_away_is_reported_without_a_name, log_fixture) {
    auto t = log.timer("t");
    record taken;
    BOOST_TEST(log.finish(taken) == std::error_code{});
    t.stop();
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == (report{error::late, ""}));
}

BOOST_FIXTURE_TEST_CASE(after_a_cancel_late_timers_are_no_news, log_fixture) {
    {
        auto t = log.timer("t");
        log.cancel();
        t.stop();
        auto const u = log.timer("u");
    }
    BOOST_TEST(reports.empty());
    BOOST_TEST(sink.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_timer_started_after_the_end_is_inert_and_no_news, log_fixture) {
    (void)finish();
    {
        auto const t = log.timer("t");
    }
    log.toggle_timer("u");
    log.toggle_timer("u");
    BOOST_TEST(reports.empty());
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(toggled)

BOOST_FIXTURE_TEST_CASE(the_second_call_stops_what_the_first_started, log_fixture) {
    log.toggle_timer("t");
    clock.advance(10ms);
    log.toggle_timer("t");
    clock.advance(10ms);
    log.toggle_timer("t");
    clock.advance(10ms);
    log.toggle_timer("t");
    BOOST_TEST(finish() == record_of(R"("end":0.030000,"timers":[["t",0.000000,0.010000],["t",0.020000,0.030000]])"));
}

BOOST_FIXTURE_TEST_CASE(names_are_told_apart, log_fixture) {
    std::string const name = "a";
    log.toggle_timer(name);
    log.toggle_timer("b");
    clock.advance(10ms);
    log.toggle_timer(name);
    clock.advance(10ms);
    log.toggle_timer("b");
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.030000,"timers":[["a",0.000000,0.010000],["b",0.000000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_scoped_timer_of_that_name_is_left_alone, log_fixture) {
    auto scoped = log.timer("t");
    clock.advance(10ms);
    log.toggle_timer("t");
    clock.advance(10ms);
    log.toggle_timer("t");
    clock.advance(10ms);
    scoped.stop();
    BOOST_TEST(finish() == record_of(R"("end":0.030000,"timers":[["t",0.000000,0.030000],["t",0.010000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(one_left_open_ends_with_the_log, log_fixture) {
    log.toggle_timer("t");
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.010000,"timers":[["t",0.000000,0.010000]])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(strange_clocks)

BOOST_FIXTURE_TEST_CASE(timers_that_all_end_at_zero_are_given_one_unit, log_fixture) {
    {
        auto const a = log.timer("a");
    }
    {
        auto const b = log.timer("b");
    }
    BOOST_TEST(finish() == record_of(R"("end":0.000001,"timers":[["a",0.000000,0.000001],["b",0.000000,0.000001]])"));
}

BOOST_FIXTURE_TEST_CASE(one_timer_that_ends_later_is_enough, log_fixture) {
    {
        auto const a = log.timer("a");
    }
    clock.advance(1us);
    {
        auto const b = log.timer("b");
    }
    BOOST_TEST(finish() == record_of(R"("end":0.000001,"timers":[["a",0.000000,0.000000],["b",0.000001,0.000001]])"));
}

BOOST_FIXTURE_TEST_CASE(an_end_is_never_before_its_start, log_fixture) {
    clock.advance(5s);
    auto t = log.timer("t");
    clock.advance(-2s);
    t.stop();
    clock.advance(1s);
    BOOST_TEST(finish() == record_of(R"("end":5.000000,"timers":[["t",5.000000,5.000000]])"));
}

BOOST_FIXTURE_TEST_CASE(times_before_the_start_are_the_start, log_fixture) {
    clock.advance(-5s);
    auto t = log.timer("t");
    clock.advance(-1s);
    t.stop();
    clock.advance(7s);
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"timers":[["t",0.000000,0.000001]])"));
}

BOOST_FIXTURE_TEST_CASE(a_jump_of_the_wall_clock_bends_nothing, log_fixture) {
    auto t = log.timer("t");
    clock.advance(1s);
    clock.adjust_wall(-1h);
    t.stop();
    clock.adjust_wall(48h);
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"timers":[["t",0.000000,1.000000]])"));
}

BOOST_AUTO_TEST_SUITE_END()
