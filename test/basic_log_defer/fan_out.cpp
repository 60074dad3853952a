// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace logdefer;
using namespace std::chrono_literals;
using log_type = basic_log_defer<manual_clock>;
using test::log_fixture;
using test::report;
using testing::plain_record;

/// Returns the record, which must be the only one.
plain_record only_record(log_fixture const& f) {
    BOOST_REQUIRE(f.sink.size() == 1U);
    return f.sink.last();
}

/// A serializer whose copies may run out of memory.
struct serializer_with_text {
    std::string header;
    static std::error_code append(record_view const&, output_buffer&) { return {}; }
};

template <class Log>
concept forkable = requires(Log& log) { log.fork(); };
static_assert(forkable<log_type>);
static_assert(!forkable<basic_log_defer<manual_clock, serializer_with_text>>);

/// Returns the transaction with the start of the fixture.
plain_record expected(plain_record t) {
    t.start = test::start_time;
    return t;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_fork, log_fixture)

BOOST_AUTO_TEST_CASE(writes_into_the_record_of_its_parent) {
    auto child = log.fork();
    child.info("in the child");
    BOOST_TEST(child.finish() == error::pending);
    log.info("in the parent");
    BOOST_TEST(finish() == test::instant_logs(R"([0.000000,30,"in the parent"],[0.000000,30,"in the child"])"));
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(counts_its_times_from_the_start_of_the_record) {
    clock.advance(5ms);
    auto child = log.fork();
    child.info("line");
    auto timer = child.timer("timer");
    clock.advance(2ms);
    timer.stop();
    BOOST_TEST(log.finish() == error::pending);
    BOOST_TEST(!child.finish());
    BOOST_TEST(
        (only_record(*this) == expected({.end = 7ms, .logs = {{5ms, 30, "line"}}, .timers = {{"timer", 5ms, 7ms}}})));
}

BOOST_AUTO_TEST_CASE(that_ends_last_emits_and_the_end_is_that_moment) {
    auto child = log.fork();
    BOOST_TEST(log.finish() == error::pending);
    BOOST_TEST(sink.size() == 0U);
    clock.advance(3ms);
    {
        auto const ended = std::move(child);
    }
    BOOST_TEST((only_record(*this) == expected({.end = 3ms})));
}

BOOST_AUTO_TEST_CASE(may_be_forked_in_turn) {
    auto child = log.fork();
    auto grandchild = child.fork();
    grandchild.info("grandchild");
    BOOST_TEST(child.finish() == error::pending);
    BOOST_TEST(log.finish() == error::pending);
    BOOST_TEST(!grandchild.finish());
    BOOST_TEST((only_record(*this) == expected({.logs = {{0ms, 30, "grandchild"}}})));
}

BOOST_AUTO_TEST_CASE(has_the_verbosity_of_its_parent) {
    basic_log_defer<manual_clock> quiet{sink, clock, settings{.verbosity = 20}};
    auto child = quiet.fork();
    child.info("too much");
    child.warn("kept");
    BOOST_TEST(quiet.finish() == error::pending);
    BOOST_TEST(!child.finish());
    BOOST_TEST((sink.last().logs == std::vector<testing::line>{{0ms, 20, "kept"}}));
}

BOOST_AUTO_TEST_CASE(of_a_log_that_is_over_is_over) {
    BOOST_TEST(!log.finish());
    auto child = log.fork();
    BOOST_TEST(!child.is_open());
    child.info("nowhere");
    BOOST_TEST(child.finish() == std::error_code{});
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(owns_the_sink_together_with_its_parent) {
    std::vector<std::string> texts;
    std::optional<log_type> owner;
    owner.emplace(
        [&texts, keep = std::string(100, 'x')](std::string_view text) { texts.push_back(std::string{text} + keep); },
        clock);
    auto child = owner->fork();
    owner.reset();
    BOOST_TEST(texts.empty());
    BOOST_TEST(!child.finish());
    BOOST_REQUIRE(texts.size() == 1U);
    BOOST_TEST(texts.front().ends_with(std::string(100, 'x')));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_record_of_several_logs, log_fixture)

BOOST_AUTO_TEST_CASE(has_its_lines_ordered_by_time_and_stable) {
    auto early = log.fork();
    auto late = log.fork();
    late.info("late 1");
    log.info("first");
    clock.advance(1ms);
    early.info("early");
    log.info("second");
    late.info("late 2");
    (void)late.finish();
    (void)early.finish();
    BOOST_TEST(!log.finish());
    BOOST_TEST(
        (only_record(*this).logs
         == std::vector<testing::line>{
             {0ms, 30, "first"}, {0ms, 30, "late 1"}, {1ms, 30, "second"}, {1ms, 30, "late 2"}, {1ms, 30, "early"}}));
}

BOOST_AUTO_TEST_CASE(has_its_timers_in_the_order_started) {
    auto child = log.fork();
    clock.advance(1ms);
    auto second = log.timer("second");
    clock.advance(1ms);
    {
        auto third = child.timer("third");
    }
    second.stop();
    (void)child.finish();
    auto another = log.fork();
    {
        auto fourth = log.timer("fourth");
    }
    (void)another.finish();
    BOOST_TEST(!log.finish());
    BOOST_TEST((only_record(*this).timers
                == std::vector<testing::interval>{{"second", 1ms, 2ms}, {"fourth", 2ms, 2ms}, {"third", 2ms, 2ms}}));
}

BOOST_AUTO_TEST_CASE(takes_of_a_key_the_value_of_the_log_that_ended_last_but_any_forks_before_the_first_logs) {
    auto one = log.fork();
    auto two = log.fork();
    one.data("shared", "one");
    two.data("shared", "two");
    two.data("own", 2);
    log.data("first", true);
    (void)two.finish();
    (void)one.finish();
    log.data("shared", "parent");
    BOOST_TEST(!log.finish());
    BOOST_TEST(
        (only_record(*this).data == std::vector<testing::member>{{"first", true}, {"shared", "one"}, {"own", 2}}));
}

BOOST_AUTO_TEST_CASE(merges_deeply_where_a_fork_asked_for_it) {
    log.data("shared", {{"a", 1}, {"b", 1}});
    auto child = log.fork();
    child.data("shared", fields{{"b", 2}}, merge_data::deep);
    (void)child.finish();
    BOOST_TEST(!log.finish());
    BOOST_TEST((only_record(*this).data == std::vector<testing::member>{{"shared", {{"a", 1}, {"b", 2}}}}));
}

BOOST_AUTO_TEST_CASE(tells_that_a_fork_ended_in_an_exception) {
    auto child = log.fork();
    try {
        auto const ending = std::move(child);
        throw std::runtime_error("work failed");
    } catch (std::runtime_error const&) {
        BOOST_TEST(!log.finish());
    }
    BOOST_TEST((only_record(*this).extras == std::vector<testing::member>{{"outcome", "exception"}}));
}

BOOST_AUTO_TEST_CASE(tells_nothing_of_an_exception_that_was_in_flight_before_the_fork) {
    struct cleaning_up {
        log_type& log;
        ~cleaning_up() {
            auto child = log.fork();
            child.info("cleaned up");
        }
    };
    try {
        cleaning_up const at_the_end{log};
        throw std::runtime_error("work failed");
    } catch (std::runtime_error const&) {
        log.info("tried again, which went well");
    }
    BOOST_TEST(!log.finish());
    BOOST_TEST(only_record(*this).extras.empty());
}

BOOST_AUTO_TEST_CASE(may_go_into_a_string_which_stays_as_it_is_while_others_live) {
    auto child = log.fork();
    std::string line = "unchanged";
    BOOST_TEST(log.finish(line) == error::pending);
    BOOST_TEST(line == "unchanged");
    BOOST_TEST(!child.finish(line));
    BOOST_TEST(line == test::record_of(R"("end":0.000000)"));
    BOOST_TEST(sink.size() == 0U);
}

BOOST_AUTO_TEST_CASE(may_go_into_a_record) {
    auto child = log.fork();
    child.info("line");
    (void)log.finish();
    record r;
    BOOST_TEST(!child.finish(r));
    BOOST_TEST((testing::contents(r.view()) == expected({.logs = {{0ms, 30, "line"}}})));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(finish_now, log_fixture)

BOOST_AUTO_TEST_CASE(has_written_the_record_which_a_later_cancellation_neither_discards_nor_makes_silent) {
    auto one = log.fork();
    auto other = log.fork();
    BOOST_TEST(!one.finish_now());
    other.info("lost");
    log.cancel();
    BOOST_TEST(other.finish() == error::late);
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST((reports == test::report_list{{{error::late, ""}}}));
}

BOOST_AUTO_TEST_CASE(emits_what_has_ended_and_reports_each_that_ends_later_once) {
    auto ended = log.fork();
    auto late = log.fork();
    ended.info("in time");
    late.info("too late");
    (void)ended.finish();
    BOOST_TEST(!log.finish_now());
    BOOST_TEST((only_record(*this).logs == std::vector<testing::line>{{0ms, 30, "in time"}}));
    BOOST_TEST(reports.empty());
    late.info("still nowhere");
    BOOST_TEST(late.finish() == error::late);
    BOOST_TEST(late.finish() == std::error_code{});
    BOOST_TEST((reports == test::report_list{{{error::late, ""}}}));
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_a_log_without_forks_is_finish) {
    log.info("line");
    BOOST_TEST(!log.finish_now());
    BOOST_TEST((only_record(*this) == expected({.logs = {{0ms, 30, "line"}}})));
    BOOST_TEST(log.finish_now() == std::error_code{});
}

BOOST_AUTO_TEST_CASE(of_a_fork_leaves_its_parent_late) {
    auto child = log.fork();
    log.info("lost");
    BOOST_TEST(!child.finish_now());
    BOOST_TEST((only_record(*this) == expected({})));
    auto closed = log.fork();
    BOOST_TEST(!closed.is_open());
    BOOST_TEST(log.finish() == error::late);
    BOOST_TEST(reports.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(cancelling, log_fixture)

BOOST_AUTO_TEST_CASE(the_first_log_cancels_its_forks_silently) {
    auto ended = log.fork();
    auto late = log.fork();
    auto timer = late.timer("open");
    (void)ended.finish();
    log.cancel();
    BOOST_TEST(late.finish() == error::late);
    timer.stop();
    BOOST_TEST(sink.size() == 0U);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(a_fork_loses_what_it_and_its_forks_recorded_and_nothing_else) {
    auto child = log.fork();
    auto grandchild = child.fork();
    auto sibling = log.fork();
    log.info("parent");
    child.info("child");
    grandchild.info("grandchild");
    sibling.info("sibling");
    (void)grandchild.finish();
    child.cancel();
    (void)sibling.finish();
    BOOST_TEST(!log.finish());
    BOOST_TEST((only_record(*this).logs == std::vector<testing::line>{{0ms, 30, "parent"}, {0ms, 30, "sibling"}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_timer_of_a_record_with_forks, log_fixture)

BOOST_AUTO_TEST_CASE(that_outlives_its_fork_ends_with_it_and_is_late) {
    auto child = log.fork();
    auto timer = child.timer("open");
    clock.advance(1ms);
    (void)child.finish();
    clock.advance(1ms);
    BOOST_TEST(!log.finish());
    timer.stop();
    BOOST_TEST((only_record(*this).timers == std::vector<testing::interval>{{"open", 0ms, 1ms}}));
    BOOST_TEST((reports == test::report_list{{{error::late, "open"}}}));
}

BOOST_AUTO_TEST_CASE(may_outlive_every_log) {
    std::optional<timer_scope<manual_clock>> timers[2];
    {
        auto child = log.fork();
        auto grandchild = child.fork();
        timers[0].emplace(child.timer("child"));
        timers[1].emplace(grandchild.timer("grandchild"));
        (void)log.finish();
    }
    BOOST_TEST(sink.size() == 1U);
    for (auto& timer : timers) timer.reset();
    BOOST_TEST(reports.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
