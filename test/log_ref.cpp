// SPDX-License-Identifier: BSL-1.0
#include <logdefer/log_ref.hpp>

#include <logdefer/levels/level.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

static_assert(sizeof(log_ref) == 2 * sizeof(void*));
static_assert(std::is_trivially_copyable_v<log_ref>);
static_assert(std::is_nothrow_convertible_v<basic_log_defer<>&, log_ref>);
static_assert(!std::is_constructible_v<log_ref, basic_log_defer<>>, "would dangle");
static_assert(!std::is_constructible_v<log_ref, basic_log_defer<> const&>);

struct few_levels : default_levels {
    static constexpr int threshold = 20;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(calls)

BOOST_FIXTURE_TEST_CASE(each_level_is_recorded_with_its_number, log_fixture) {
    log_ref ref = log;
    ref.error("e");
    ref.warn("w");
    ref.info("i");
    ref.debug("d");
    ref.add_log(25, "n");
    BOOST_TEST(finish()
               == instant_logs(
                   R"([0.000000,10,"e"],[0.000000,20,"w"],[0.000000,30,"i"],[0.000000,40,"d"],[0.000000,25,"n"])"));
}

BOOST_FIXTURE_TEST_CASE(empty_braces_are_no_item_and_an_empty_object, log_fixture) {
    log_ref ref = log;
    ref.info("m", {});
    ref.data("a", {});
    log.data("b", {});
    log["c"] = {};
    BOOST_TEST(finish()
               == R"({"start":1700000000.123456,"end":0.000000,"data":{"a":{},"b":{},"c":{}},)"
                  R"("logs":[[0.000000,30,"m"]]})"
                  "\n");
}

BOOST_FIXTURE_TEST_CASE(items_and_braces_are_those_of_the_log, log_fixture) {
    log_ref ref = log;
    ref.info("m", 1, "two", list{3, nullptr});
    ref.info("m", {{"a", 1}, {"b", {{"c", "d"}}}});
    ref.info("m", {{"a", 1}}, 2);
    ref.add_log(30, "m", {{"a", 1}});
    ref.info("m", fields{});
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"m",1,"two",[3,null]],[0.000000,30,"m",{"a":1,"b":{"c":"d"}}],)"
                               R"([0.000000,30,"m",{"a":1},2],[0.000000,30,"m",{"a":1}],[0.000000,30,"m"])"));
}

BOOST_FIXTURE_TEST_CASE(lines_have_the_time_of_the_log_s_clock, log_fixture) {
    log_ref ref = log;
    clock.advance(5ms);
    ref.info("m");
    log.info("n");
    clock.advance(5ms);
    ref.info("m", 1);
    BOOST_TEST(finish()
               == record_of(R"("end":0.010000,"logs":[[0.005000,30,"m"],[0.005000,30,"n"],[0.010000,30,"m",1]])"));
}

BOOST_FIXTURE_TEST_CASE(a_timer_stops_with_its_scope, log_fixture) {
    log_ref ref = log;
    clock.advance(10ms);
    {
        auto const t = ref.timer("t");
        clock.advance(20ms);
    }
    BOOST_TEST(finish() == record_of(R"("end":0.030000,"timers":[["t",0.010000,0.030000]])"));
}

BOOST_FIXTURE_TEST_CASE(data_are_those_of_the_log, log_fixture) {
    log_ref ref = log;
    ref.data("number", 1);
    ref.data("text", std::string{"x"});
    ref.data("braces", {{"a", 1}});
    ref.data({{"b", true}, {"c", nullptr}});
    ref.data("braces", {{"d", 2}}, merge_data::deep);
    ref["assigned"] = 5;
    log_ref{log}["of a temporary"] = {{"e", 6}};
    BOOST_TEST(
        finish()
        == instant_record(R"("data":{"number":1,"text":"x","braces":{"a":1,"d":2},"b":true,"c":null,"assigned":5,)"
                          R"("of a temporary":{"e":6}})"));
}

BOOST_FIXTURE_TEST_CASE(values_are_computed_at_the_end_and_secrets_are_overwritten, log_fixture) {
    log_ref ref = log;
    bool ran = false;
    ref["probe"] = ref.if_kept([&] {
        ran = true;
        return 1;
    });
    ref.info("pw=hunter2");
    ref.redact("hunter2");
    BOOST_TEST(!ran);
    BOOST_TEST(finish() == instant_record(R"("data":{"probe":1},"logs":[[0.000000,30,"pw=*******"]])"));
    (void)ref.if_kept([] { return 1; });  // of no log
    ref.redact("hunter2");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(levels)

BOOST_AUTO_TEST_CASE(the_verbosity_of_the_log_counts) {
    log_fixture f{20};
    log_ref ref = f.log;
    int calls = 0;
    ref.info("no");
    ref.info([&] {
        ++calls;
        return "no";
    });
    ref.warn("yes");
    BOOST_TEST(calls == 0);
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,20,"yes"])"));
}

BOOST_FIXTURE_TEST_CASE(data_and_timers_do_not_depend_on_the_verbosity, log_fixture) {
    log = basic_log_defer<manual_clock>{sink, clock, settings{.verbosity = std::numeric_limits<int>::min()}};
    log_ref ref = log;
    ref.data("k", 1);
    auto t = ref.timer("t");
    clock.advance(1ms);
    t.stop();
    BOOST_TEST(finish() == record_of(R"("end":0.001000,"data":{"k":1},"timers":[["t",0.000000,0.001000]])"));
}

using log_of_few_levels = basic_log_defer<manual_clock, json_serializer, few_levels>;
BOOST_FIXTURE_TEST_CASE(the_threshold_of_the_log_counts, basic_log_fixture<log_of_few_levels>) {
    log_ref ref = log;
    ref.info("no");
    ref.warn("yes");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,20,"yes"])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(callables)

BOOST_FIXTURE_TEST_CASE(a_callable_returns_the_message_and_items, log_fixture) {
    log_ref ref = log;
    ref.info([&] {
        clock.advance(1ms);
        return "late";
    });
    ref.info([] { return std::tuple{"m", 1}; }, 2);
    BOOST_TEST(finish() == record_of(R"("end":0.001000,"logs":[[0.000000,30,"late"],[0.001000,30,"m",1,2]])"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_throws_costs_its_line_and_is_counted, log_fixture) {
    log_ref ref = log;
    ref.info([]() -> std::string { throw std::runtime_error{"x"}; });
    BOOST_TEST(finish() == instant_record(R"("dropped":{"logs":1})"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_ends_the_log_loses_its_own_line_only, log_fixture) {
    log_ref ref = log;
    ref.info("before");
    ref.info([&] {
        BOOST_TEST(!log.finish());
        return "lost";
    });
    BOOST_TEST(sink.texts().back() == instant_logs(R"([0.000000,30,"before"])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lifetime)

BOOST_FIXTURE_TEST_CASE(a_reference_to_a_log_that_has_ended_does_nothing, log_fixture) {
    log_ref ref = log;
    auto const before = finish();
    ref.info("late");
    ref.info("late", 1);
    ref.info([] { return "late"; });
    ref.data("late", true);
    (void)ref.timer("late");
    BOOST_TEST(!log.finish());
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(a_reference_to_a_log_that_was_moved_from_does_nothing, log_fixture) {
    log_ref ref = log;
    auto other = std::move(log);
    ref.info("lost");
    ref.data("lost", true);
    (void)ref.timer("lost");
    other.info("kept");
    BOOST_TEST(!other.finish());
    BOOST_TEST(sink.texts().back() == instant_logs(R"([0.000000,30,"kept"])"));
}

BOOST_FIXTURE_TEST_CASE(a_timer_may_outlive_its_log_and_is_reported, log_fixture) {
    std::optional<basic_log_defer<manual_clock>> inner{std::in_place, sink, clock, settings{.on_error = reports}};
    auto t = log_ref{*inner}.timer("t");
    inner.reset();
    t.stop();
    BOOST_TEST(reports == (report_list{{{error::late, "t"}}}));
}

BOOST_AUTO_TEST_SUITE_END()
