// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

/// Returns the start of another record, so many seconds after the fixture's start.
record read_at(int seconds, std::string_view members) {
    return record_from("{\"start\":" + std::to_string(1'700'000'000 + seconds) + ".123456," + std::string{members}
                       + "}");
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_child_becomes_part_of_its_parent, log_fixture) {
    log.info("p1");
    log.data({{"a", 1}, {"b", {{"x", 1}}}});
    clock.advance(10ms);
    record taken;
    {
        basic_log_defer<manual_clock> child{sink, clock};
        clock.advance(10ms);
        child.warn("c1", {{"q", 1}});
        child.data({{"b", {{"y", 2}}}, {"c", 3}});
        {
            auto const t = child.timer("ct");
            clock.advance(10ms);
        }
        child.toggle_timer("left open");
        clock.advance(10ms);
        (void)child.finish(taken);
        child.cancel();
    }
    clock.advance(10ms);
    log.merge(taken);
    log.info("p2");
    {
        auto const t = log.timer("pt");
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.050000,"data":{"a":1,"b":{"y":2},"c":3},"logs":[[0.000000,30,"p1"],)"
                            R"([0.020000,20,"c1",{"q":1}],[0.050000,30,"p2"]],"timers":[["ct",0.020000,0.030000],)"
                            R"(["left open",0.030000,0.040000],["pt",0.050000,0.050000]])"));
}

BOOST_AUTO_TEST_SUITE(times)

BOOST_FIXTURE_TEST_CASE(an_earlier_child_is_clamped_to_the_start, log_fixture) {
    clock.advance(500ms);
    log.merge(
        read_at(-10, R"("end":10.3,"logs":[[1,30,"before"],[10.2,30,"mid"]],"timers":[["neg",1,2],["in",9,10.1]])"));
    log.info("p");
    BOOST_TEST(finish()
               == record_of(R"("end":0.500000,"logs":[[0.000000,30,"before"],[0.200000,30,"mid"],[0.500000,30,"p"]],)"
                            R"("timers":[["neg",0.000000,0.000000],["in",0.000000,0.100000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_child_that_ends_later_makes_the_record_end_later, log_fixture) {
    clock.advance(1s);
    log.merge(read_at(10, R"("end":5)"));
    BOOST_TEST(finish() == record_of(R"("end":15.000000)"));
}

BOOST_FIXTURE_TEST_CASE(lines_and_timers_past_the_child_s_end_count_too, log_fixture) {
    log.merge(read_at(10, R"("end":1,"logs":[[2,30,"late"]])"));
    log.merge(read_at(20, R"("end":1,"timers":[["late",1,3]])"));
    BOOST_TEST(
        finish()
        == record_of(R"("end":23.000000,"logs":[[12.000000,30,"late"]],"timers":[["late",21.000000,23.000000]])"));
}

BOOST_FIXTURE_TEST_CASE(differences_are_exact_to_the_nanosecond, log_fixture) {
    log.merge(record_from(R"({"start":1700000000.456789999,"end":0.1,"logs":[[0.000000001,30,"a"]]})"));
    record taken;
    (void)log.finish(taken);
    BOOST_TEST(testing::contents(taken.view()).logs.at(0).offset.count() == 333'334'000);
}

BOOST_FIXTURE_TEST_CASE(extreme_times_saturate, log_fixture) {
    constexpr std::string_view least = "-9223372036.854775807";
    constexpr std::string_view greatest = "9223372036.854775807";
    for (auto const start : {least, greatest}) {
        std::string const s{start};
        log.merge(record_from("{\"start\":" + s + ",\"end\":" + std::string{greatest} + ",\"logs\":[["
                              + std::string{greatest} + ",30,\"m\"],[" + std::string{least}
                              + ",30,\"l\"]],\"timers\":[[\"t\"," + std::string{least} + "," + std::string{greatest}
                              + "]]}"));
    }
    BOOST_TEST(finish()
               == record_of(R"("end":9223372036.854775,"logs":[[0.000000,30,"m"],[0.000000,30,"l"],)"
                            R"([7523372036.731319,30,"l"],[9223372036.854775,30,"m"]],)"
                            R"("timers":[["t",0.000000,0.000000],["t",7523372036.731319,9223372036.854775]])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(order)

BOOST_FIXTURE_TEST_CASE(lines_of_equal_time_stay_in_the_order_they_came, log_fixture) {
    log.info("p1");
    log.info("p2");
    log.merge(read_at(0, R"("logs":[[0,30,"c1"],[0,10,"c2"]])"));
    log.info("p3");
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"p1"],[0.000000,30,"p2"],[0.000000,30,"c1"],[0.000000,10,"c2"],)"
                               R"([0.000000,30,"p3"])"));
}

BOOST_FIXTURE_TEST_CASE(lines_of_many_records_are_sorted_by_time, log_fixture) {
    std::string expected;
    for (int i = 0; i < 50; ++i) {
        int const at = i * 37 % 50;  // every number below 50 once
        log.merge(read_at(0, "\"end\":1,\"logs\":[[" + std::to_string(at) + ",30," + std::to_string(at) + "]]"));
        expected += (i == 0 ? "[" : ",[") + std::to_string(i) + ".000000,30," + std::to_string(i) + "]";
    }
    BOOST_TEST(finish() == record_of(R"("end":49.000000,"logs":[)" + expected + "]"));
}

BOOST_FIXTURE_TEST_CASE(timers_are_appended, log_fixture) {
    {
        auto const t = log.timer("x");
    }
    log.merge(read_at(0, R"("end":4,"timers":[["x",1,2],["w",0,1],["x",3,4]])"));
    {
        auto const t = log.timer("y");
    }
    BOOST_TEST(finish()
               == record_of(R"("end":4.000000,"timers":[["x",0.000000,0.000000],["x",1.000000,2.000000],)"
                            R"(["w",0.000000,1.000000],["x",3.000000,4.000000],["y",0.000000,0.000000]])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(contents)

BOOST_FIXTURE_TEST_CASE(data_of_the_child_win_at_the_top_level, log_fixture) {
    log.data({{"a", 1}, {"o", {{"x", 1}}}});
    log.merge(read_at(0, R"("data":{"o":{"y":2},"a":null,"n":[1]})"));
    BOOST_TEST(finish() == instant_record(R"("data":{"a":null,"o":{"y":2},"n":[1]})"));
}

BOOST_FIXTURE_TEST_CASE(data_merge_deeply_on_request, log_fixture) {
    log.data({{"a", 1}, {"o", {{"x", 1}, {"y", 1}}}});
    log.merge(read_at(0, R"("data":{"o":{"y":2,"z":{}},"a":2})"), merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"a":2,"o":{"x":1,"y":2,"z":{}}})"));
}

BOOST_FIXTURE_TEST_CASE(what_the_parent_sets_later_wins_over_the_child, log_fixture) {
    log.merge(read_at(0, R"("data":{"a":1,"b":2})"));
    log.data("a", 3);
    BOOST_TEST(finish() == instant_record(R"("data":{"a":3,"b":2})"));
}

BOOST_FIXTURE_TEST_CASE(the_detail_of_a_timer_and_any_message_come_along, log_fixture) {
    log.merge(read_at(0, R"("end":1,"logs":[[0,30,{"a":1},1E2],[0,30]],"timers":[["t",0,1,{"busy":0.5}]])"));
    BOOST_TEST(finish()
               == record_of(R"("end":1.000000,"logs":[[0.000000,30,{"a":1},1E2],[0.000000,30,""]],)"
                            R"("timers":[["t",0.000000,1.000000,{"busy":0.5}]])"));
}

BOOST_FIXTURE_TEST_CASE(what_the_child_lost_is_lost_in_the_parent, log_fixture) {
    log.merge(read_at(0, R"("outcome":"exception","dropped":{"logs":2,"data":1,"other":9},"trace_id":"x")"));
    log.merge(read_at(0, R"("dropped":{"logs":3,"timers":-0.5})"));
    log.merge(read_at(0, R"("dropped":7)"));
    BOOST_TEST(finish() == instant_record(R"("dropped":{"data":1,"logs":5})"));
}

BOOST_FIXTURE_TEST_CASE(an_empty_record_adds_nothing, log_fixture) {
    log.merge(record{});
    log.merge(read_at(0, R"("end":0)"));
    BOOST_TEST(finish() == record_of(R"("end":0.000000)"));
}

BOOST_FIXTURE_TEST_CASE(one_record_may_be_merged_twice_and_stays_as_it_is, log_fixture) {
    auto const child = read_at(1, R"("end":1,"logs":[[0,30,"m"]])");
    auto const before = testing::contents(child.view());
    log.merge(child);
    log.merge(child.view());
    BOOST_TEST(finish() == record_of(R"("end":2.000000,"logs":[[1.000000,30,"m"],[1.000000,30,"m"]])"));
    BOOST_TEST(testing::contents(child.view()) == before);
}

BOOST_FIXTURE_TEST_CASE(a_sink_may_merge_the_structure_it_is_given_into_another_log, log_fixture) {
    {
        basic_log_defer<manual_clock> child{[this](record_view const& r) { log.merge(r); }, clock};
        child.info("child");
    }
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"child"])"));
}

BOOST_AUTO_TEST_SUITE_END()
