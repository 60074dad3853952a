// SPDX-License-Identifier: BSL-1.0
#include "text/chart.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

/// The rows of a chart that is 40 columns wide, without the legend.
std::string rows(std::string const& timers, std::string const& end = "1") {
    viz_test::read_line read{"{\"end\":" + end + ",\"timers\":" + timers + "}"};
    std::string out;
    viz::text::append_chart(out, *read.record(), 50);
    return out.substr(0, out.find("\n_") + 1);
}

BOOST_AUTO_TEST_CASE(bars_are_in_the_order_of_their_starts) {
    BOOST_TEST(rows(R"([["b",0.5,1],["a",0,1]])")
               == "          a |====================|\n          b           |=========|\n");
}

BOOST_AUTO_TEST_CASE(what_is_too_short_for_a_bar_is_a_cross) {
    BOOST_TEST(rows(R"([["a",0,1],["b",0.5,0.5]])").ends_with(" b           X\n"));
}

BOOST_AUTO_TEST_CASE(a_timer_without_an_end_runs_to_the_end_of_the_record) {
    BOOST_TEST(rows(R"([["a",0.5]])", "1") == "          a           |=========>\n");
}

BOOST_AUTO_TEST_CASE(in_a_record_without_an_end_it_runs_to_the_latest_time) {
    BOOST_TEST(rows(R"([["a",0.5],["b",0,1]])", "null")
               == "          b |====================|\n          a           |=========>\n");
}

BOOST_AUTO_TEST_CASE(timers_that_all_end_at_0_are_crosses) {
    BOOST_TEST(rows(R"([["a",0,0],["b",0,0]])") == "          a X\n          b X\n");
}

BOOST_AUTO_TEST_CASE(timers_that_are_all_before_the_record_have_bars) {
    BOOST_TEST(rows(R"([["a",-2,-1],["b",-1.5,-1]])")
               == "          a |====================|\n          b           |=========|\n");
    BOOST_TEST(rows(R"([["a",-1,0]])") == "          a |====================|\n");
    BOOST_TEST(rows(R"([["a",-1,-1]])") == "          a X\n");
}

BOOST_AUTO_TEST_CASE(a_chart_begins_at_the_earliest_start) {
    BOOST_TEST(rows(R"([["a",-1,0],["b",0,1]])") == "          a |=========|\n          b           |=========|\n");
}

BOOST_AUTO_TEST_CASE(names_are_aligned_by_what_they_take_on_a_terminal) {
    BOOST_TEST(rows(R"([["日本",0,0],["e\u0301",0,0]])") == "       日本 X\n          e\u0301 X\n");
}

BOOST_AUTO_TEST_CASE(a_name_wider_than_the_chart_gives_way) {
    std::string const chart = rows("[[\"" + std::string(60, 'n') + "\",0,1]]");
    BOOST_TEST(chart == " nnnnnnnnnn\u2026 |===================|\n", chart);
}

BOOST_AUTO_TEST_CASE(in_a_chart_without_room_all_bars_are_crosses) {
    viz_test::read_line read{R"({"end":1,"timers":[["a",0,1],["b",0.5,1]]})"};
    for (int const columns : {0, 5, 10, 25}) {
        std::string out;
        viz::text::append_chart(out, *read.record(), columns);
        BOOST_TEST(out.starts_with("          a X\n          b X\n"), columns << '\n' << out);
    }
}

BOOST_AUTO_TEST_CASE(a_name_cannot_break_the_chart) {
    BOOST_TEST(rows(R"([["a\nb",0,0],[null,0,0],[7,0,0]])") == "   a\\u000ab X\n            X\n          7 X\n");
}

BOOST_AUTO_TEST_CASE(times_that_are_all_in_the_legend_take_time_in_proportion_to_their_number) {
    auto const show = [](std::size_t size) {
        std::string timers = R"([["a",0,0])";
        for (std::size_t n = 1; n < size; ++n) {
            timers += R"(,["a",-)" + std::to_string(n) + ".5,-" + std::to_string(n) + "]";
        }
        BOOST_TEST(!rows(timers + "]").empty());
    };
    BOOST_TEST(viz_test::grows_in_proportion(5'000, show));
}

/// The two rows of the legend.
std::string legend(std::string const& timers) {
    viz_test::read_line read{"{\"end\":1,\"timers\":" + timers + "}"};
    std::string out;
    viz::text::append_chart(out, *read.record(), 50);
    return out.substr(out.find("\ntimes") + 1);
}

BOOST_AUTO_TEST_CASE(times_are_in_us_if_all_of_them_are_below_a_millisecond) {
    BOOST_TEST(legend(R"([["a",0,0.0004],["b",0.0004,0.00099]])")
               == "times in us 0.0     400.0\n                                990.0\n");
    BOOST_TEST(legend(R"([["a",0,0.001]])") == "times in ms 0.0\n                                 1.0\n");
    BOOST_TEST(legend(R"([["a",-0.5,0.0005]])").starts_with("times in ms"));
    BOOST_TEST(legend(R"([["a",0,0]])").starts_with("times in ms"));
}

BOOST_AUTO_TEST_CASE(times_may_be_anything) {
    for (char const* timers :
         {R"([["a",1e308,-1e308],["b",-1e308,1e308]])", R"([["a","x",{}]])", R"([[]])", R"([["a",1e-320,1e-310]])"}) {
        BOOST_TEST(rows(timers).size() < 400);
    }
}

}  // namespace
