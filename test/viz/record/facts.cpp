// SPDX-License-Identifier: BSL-1.0
#include "record/facts.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

namespace {

using viz_test::shown;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(a_start_that_is_probably_not_meant_as_it_is_read_is_doubtful) {
    using viz::doubt_about_start;
    BOOST_TEST(doubt_about_start("1764057600000")
               == "the start 1764057600000 is read as seconds, but is probably in milliseconds");
    BOOST_TEST(doubt_about_start("1764057600000123.5").ends_with("microseconds"));
    BOOST_TEST(doubt_about_start("1.764e18").ends_with("nanoseconds"));
    BOOST_TEST(doubt_about_start("\"yesterday\"") == "the start is not a time: \"yesterday\"");
    BOOST_TEST(doubt_about_start("1e300") == "the start is not a time: 1e300");
    for (char const* const good : {"", "0", "-5", "1764057600.123456789", "99999999999", "null"}) {
        BOOST_TEST(doubt_about_start(good).empty());
    }
}

BOOST_AUTO_TEST_CASE(a_duration_is_the_end_or_the_latest_time_and_never_negative) {
    auto const duration_of = [](std::string line) {
        viz_test::read_line read{std::move(line)};
        return viz::duration_of(*read.record()).count();
    };
    BOOST_TEST(duration_of(R"({"end":0.25,"timers":[["a",1,2]]})") == 250'000'000);
    BOOST_TEST(duration_of(R"({"end":null,"timers":[["a",1,2],["b",3]],"logs":[[2.5,30,"m"]]})") == 3'000'000'000);
    BOOST_TEST(duration_of(R"({"end":-1})") == 0);
    BOOST_TEST(duration_of(R"({})") == 0);
}

BOOST_AUTO_TEST_CASE(a_timer_ends_where_it_was_stopped_or_with_its_record_and_not_before_its_start) {
    auto const length_of = [](viz::record::timer const& timer) { return viz::interval_of(timer, 5s).length() / 1s; };
    BOOST_TEST(length_of({.name = {}, .start = "1", .end = "2", .detail = {}}) == 1);
    BOOST_TEST(length_of({.name = {}, .start = "1", .end = {}, .detail = {}}) == 4);
    BOOST_TEST(length_of({.name = {}, .start = "6", .end = {}, .detail = {}}) == 0);
    BOOST_TEST(length_of({.name = {}, .start = "1", .end = "0", .detail = {}}) == 0);
}

/// A record whose `end` is missing, for example because the program that wrote it was killed.
BOOST_AUTO_TEST_CASE(every_view_has_the_same_end_for_a_timer_that_was_not_stopped) {
    std::string const line = R"({"start":0,"logs":[[2,30,"m"]],"timers":[["a",0.5]]})";
    auto const says = [&](std::vector<std::string> const& arguments, std::string const& what) {
        std::string const all = shown(arguments, line);
        BOOST_TEST(all.find(what) != std::string::npos, all);
    };
    says({"--nologs"}, "2000.0");
    says({"--stats"}, "  a              1      -                1.50 s");
    says({"--critical-path"}, "500 ms  1.50 s      75.0%  a");
    says({"--interleaved"}, "a ends after 1.50 s");
    says({"--format", "csv", "--columns", "timers.a"}, "1.500000\n");
    says({"--format", "chrome-trace"}, R"("name":"a","pid":1,"tid":1,"ts":500000.000,"dur":1500000.000)");
}

BOOST_AUTO_TEST_CASE(timers_that_were_not_stopped_take_time_in_proportion_to_their_number) {
    auto const line_of = [](std::size_t timers) {
        std::string line = R"({"start":0,"timers":[)";
        for (std::size_t n = 0; n < timers; ++n) line += (n == 0 ? "[\"a\"," : ",[\"a\",") + std::to_string(n) + "]";
        return line + "]}";
    };
    for (std::vector<std::string> const& arguments : {std::vector<std::string>{"--nologs"},
                                                      {"--stats"},
                                                      {"--critical-path"},
                                                      {"--interleaved"},
                                                      {"--format", "csv", "--columns", "timers.a"},
                                                      {"--format", "chrome-trace"},
                                                      {"--lanes"},
                                                      {"--histogram"}}) {
        auto const show = [&](std::size_t timers) { BOOST_TEST(!shown(arguments, line_of(timers)).empty()); };
        BOOST_TEST(viz_test::grows_in_proportion(5'000, show), arguments.front());
    }
}

}  // namespace
