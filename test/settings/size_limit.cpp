// SPDX-License-Identifier: BSL-1.0
/// Records that are limited in their size.

#include <logdefer/settings/settings.hpp>
#include <logdefer/values/boost_json.hpp>

#include "support/log_fixture.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace logdefer::test {
namespace {

using log_type = basic_log_defer<manual_clock>;

struct limit_fixture {
    manual_clock clock{start_time};
    std::string written;
    std::function<void(std::string_view)> sink = [this](std::string_view record) { written = record; };
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(limits_of_size, limit_fixture)

BOOST_AUTO_TEST_CASE(a_record_within_the_limit_stays_as_it_is) {
    std::string const expected = instant_logs(R"([0.000000,30,"x"])");
    log_type log{sink, {.max_bytes = expected.size()}, clock};
    log.info("x");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == expected);
}

BOOST_AUTO_TEST_CASE(the_longest_texts_are_cut_before_lines_are_lost_and_say_by_how_much) {
    log_type log{sink, {.max_bytes = 1000}, clock};
    log.debug("kept");
    log.data("body", std::string(5000, 'b'));
    log.error("error", {{"answer", std::string(2000, 'a')}});
    BOOST_TEST(!log.finish());
    BOOST_TEST(written.size() <= 1000U);
    std::string const b(304, 'b');
    BOOST_TEST(written
               == instant_record(R"("data":{"body":")" + b
                                 + R"(... [cut 4696 bytes]"},"logs":[[0.000000,40,"kept"],)"
                                   R"([0.000000,10,"error",{"answer":")"
                                 + std::string(304, 'a') + R"(... [cut 1696 bytes]"}]])"));
}

BOOST_AUTO_TEST_CASE(a_text_is_cut_at_the_end_of_a_character) {
    log_type log{sink, {.max_bytes = 400}, clock};
    std::string text = "x";
    for (int i = 0; i < 1000; ++i) text += "\u20ac";
    log["text"] = text;
    BOOST_TEST(!log.finish());
    auto const cut = record_from(written);
    auto const kept = std::string{(*cut.view().data().begin()).value().text()};
    auto const end = kept.find("... [cut ");
    BOOST_TEST(end % 3 == 1U);
    BOOST_TEST(kept.substr(end) == "... [cut " + std::to_string(3001 - end) + " bytes]");
}

BOOST_AUTO_TEST_CASE(lines_are_left_out_by_level_and_the_latest_first) {
    log_type log{sink, {.max_bytes = 420}, clock};
    for (int i = 0; i < 20; ++i) {
        log.debug("debug " + std::to_string(i));
        log.info("info " + std::to_string(i));
        if (i % 10 == 9) log.error("error " + std::to_string(i));
    }
    BOOST_TEST(!log.finish());
    BOOST_TEST(written.size() <= 420U);
    BOOST_TEST(written.find("debug ") == written.npos);
    BOOST_TEST(written.find(R"("info 10"])") != written.npos);
    BOOST_TEST(written.find(R"("info 11"])") == written.npos);
    BOOST_TEST(written.find(R"("error 9"])") != written.npos);
    BOOST_TEST(written.ends_with(R"([0.000000,10,"error 19"]],"dropped":{"logs":29,"levels":{"40":20,"30":9}}})"
                                 "\n"));
}

BOOST_AUTO_TEST_CASE(errors_then_timers_then_data_are_the_last_to_go) {
    log_type log{sink, {.max_bytes = 120}, clock};
    log["data"] = std::string(30, 'd');
    log.error(std::string(100, 'e'));
    for (int i = 0; i < 10; ++i) {
        auto const timer = log.timer("timer");
    }
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == record_of(R"("end":0.000000,"dropped":{"data":1,"logs":1,"timers":10,"levels":{"10":1}})"));
}

BOOST_AUTO_TEST_CASE(of_too_many_entries_the_least_severe_and_latest_lines_are_left_out) {
    log_type log{sink, {.max_entries = 3}, clock};
    log.error("1");
    log.debug("2");
    log.info("3");
    log.info("4");
    log.error("5");
    log.debug("6");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == instant_record(R"("logs":[[0.000000,10,"1"],[0.000000,30,"3"],[0.000000,10,"5"]],)"
                                 R"("dropped":{"logs":3,"levels":{"40":2,"30":1}})"));
}

BOOST_AUTO_TEST_CASE(of_too_many_entries_the_latest_timers_go_before_the_latest_data) {
    auto const written_with = [&](std::size_t most) {
        log_type log{sink, {.max_entries = most}, clock};
        log["a"] = 1;
        log.error("e");
        for (char const* const name : {"t", "u"}) log.toggle_timer(name);
        log["b"] = 2;
        BOOST_TEST(!log.finish());
        return written;
    };
    std::string const data = R"("data":{"a":1,"b":2})";
    BOOST_TEST(written_with(5).find("dropped") == std::string::npos);
    BOOST_TEST(written_with(4)
               == record_of(R"("end":0.000001,)" + data
                            + R"(,"timers":[["t",0.000000,0.000001],["u",0.000000,0.000001]],)"
                              R"("dropped":{"logs":1,"levels":{"10":1}})"));
    BOOST_TEST(written_with(3)
               == record_of(R"("end":0.000001,)" + data
                            + R"(,"timers":[["t",0.000000,0.000001]],)"
                              R"("dropped":{"logs":1,"timers":1,"levels":{"10":1}})"));
    BOOST_TEST(written_with(1)
               == instant_record(R"("data":{"a":1},"dropped":{"data":1,"logs":1,"timers":2,"levels":{"10":1}})"));
    BOOST_TEST(written_with(0) == instant_record(R"("dropped":{"data":2,"logs":1,"timers":2,"levels":{"10":1}})"));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_larger_than_the_limit_goes_before_anything_else_and_says_so) {
    log_type log{sink, {.max_bytes = 1000}, clock};
    log["trace_id"] = "4bf9";
    log["body"] = {{"kind", "import"}, {"ids", std::vector<int>(10'000, 123)}};
    log.error("cannot charge", {{"why", "declined"}});
    BOOST_TEST(!log.finish());
    BOOST_TEST(written
               == instant_record(R"("data":{"trace_id":"4bf9","body":{"kind":"import","ids":"[cut 10000 elements]"}},)"
                                 R"("logs":[[0.000000,10,"cannot charge",{"why":"declined"}]])"));
}

BOOST_AUTO_TEST_CASE(an_object_that_is_still_too_large_without_its_largest_value_goes_too) {
    log_type log{sink, {.max_bytes = 1000}, clock};
    boost::json::object all{{"ids", boost::json::array(10'000, 123)}};
    for (int i = 0; i < 1000; ++i) all[std::to_string(i)] = i;
    log["all"] = all;
    log.error("kept");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("data":{"all":"[cut 1001 members]"},"logs":[[0.000000,10,"kept"]])"));
}

BOOST_AUTO_TEST_CASE(of_a_record_that_cannot_be_small_enough_the_times_and_the_counts_remain) {
    log_type log{sink, {.max_bytes = 0}, clock};
    log["a"] = {{"b", 1}};
    log.info("x", {{"c", 1}});
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("dropped":{"data":1,"logs":1,"levels":{"30":1}})"));
}

BOOST_AUTO_TEST_CASE(no_more_timers_and_data_are_left_out_than_is_necessary) {
    log_type log{sink, {.max_bytes = 1000}, clock};
    for (int i = 100; i < 200; ++i) log[std::to_string(i)] = i;
    for (int i = 0; i < 10; ++i) log.toggle_timer("t");
    BOOST_TEST(!log.finish());
    BOOST_TEST(written.size() <= 1000U);
    BOOST_TEST(written.size() > 900U);
    BOOST_TEST((written.find(R"("data":{"100":100,)") != std::string::npos));
    BOOST_TEST((written.find(R"("dropped":{"data":)") != std::string::npos));
    BOOST_TEST((written.find(R"("timers":5})") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(long_texts_of_the_outcome_and_of_static_members_are_cut_as_others) {
    log_type log{sink, {.max_bytes = 700, .members = {{"stack", std::string(600, 's')}}}, clock};
    log["kept"] = 1;
    log.outcome(std::string(3000, 'o'));
    BOOST_TEST(!log.finish());
    BOOST_TEST(written.size() <= 700U);
    BOOST_TEST((written.find(R"("data":{"kept":1})") != std::string::npos));
    BOOST_TEST((written.find(R"("outcome":"ooo)") != std::string::npos));
    BOOST_TEST((written.find("... [cut ") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(what_was_lost_before_is_counted_together_with_what_the_limit_leaves_out) {
    log_type log{sink, {.max_bytes = 150}, clock};
    log.info([]() -> std::string { throw 1; });
    log.info(std::string(200, 'i'));
    BOOST_TEST(!log.finish());
    BOOST_TEST(written == instant_record(R"("dropped":{"logs":2,"levels":{"30":1}})"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
