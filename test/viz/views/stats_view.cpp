// SPDX-License-Identifier: BSL-1.0
#include "views/stats_view.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

/// Returns the output for lines that two views have read in turn.
std::string stats_of(std::vector<std::string> const& arguments, std::vector<std::string> const& lines) {
    auto const options = viz_test::options_of(arguments);
    viz::stats_view views[]{viz::stats_view{options}, viz::stats_view{options}};
    viz::output out;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        viz_test::read_line read{lines[i]};
        views[i % 2].show(*read.record(), out);
    }
    views[0].absorb(views[1]);
    BOOST_TEST(!views[0].finish(out));
    return out.bytes;
}

BOOST_AUTO_TEST_CASE(records_and_timers_are_counted_and_those_that_failed) {
    BOOST_TEST(stats_of({"--stats"}, {R"({"start":10,"end":0.1,"timers":[["db",0,0.05],["db",0.05,0.06],["\u0064b",0,1e-3]]})",
                                      R"({"start":12,"end":0.3,"outcome":"exception","timers":[["open",0.1]]})",
                                      R"({"start":14,"end":0.2,"logs":[[0,5,"x"]],"outcome":null})"})
               == "             count  per s  errors             p50      p90      p99      max\n"
                  "all records      3  0.750       2  66.7%   200 ms   300 ms   300 ms   300 ms\n"
                  "  db             3  0.750                 10.0 ms  50.0 ms  50.0 ms  50.0 ms\n"
                  "  open           1  0.250                  200 ms   200 ms   200 ms   200 ms\n");
}

BOOST_AUTO_TEST_CASE(a_record_without_an_end_lasts_to_the_latest_time_it_names) {
    BOOST_TEST(stats_of({"--stats", "--notimers"}, {R"({"logs":[[0.2,30,"x"]],"timers":[["a",0,0.4],["b",0.3]]})"})
               == "             count  per s  errors           p50     p90     p99     max\n"
                  "all records      1      -       0  0.0%  400 ms  400 ms  400 ms  400 ms\n");
}

BOOST_AUTO_TEST_CASE(groups_come_in_the_order_of_their_counts_and_values_that_are_missing_are_one) {
    auto const result = stats_of({"--stats", "--by", "data.path", "--top", "2"},
                                 {R"({"data":{"path":"/b"}})", R"({"data":{"path":"/a\u001b"}})",
                                  R"({"data":{"path":"/a\u001B"}})", R"({"data":{"path":null}})", R"({})", R"({})"});
    BOOST_TEST(result
               == "data.path    count  per s  errors        p50  p90  p99  max\n"
                  "all records      6      -       0  0.0%  0 s  0 s  0 s  0 s\n"
                  "(no value)       3      -       0  0.0%  0 s  0 s  0 s  0 s\n"
                  "/a\\u001b         2      -       0  0.0%  0 s  0 s  0 s  0 s\n"
                  "and 1 more values, which --top N shows\n");
}

BOOST_AUTO_TEST_CASE(a_control_in_the_path_is_not_written_raw) {
    BOOST_TEST(stats_of({"--stats", "--by", "a\x1b[31m"}, {}).starts_with("a\\u001b[31m  count"));
}

BOOST_AUTO_TEST_CASE(values_and_timers_beyond_the_limit_share_rows) {
    auto const options = viz_test::options_of({"--stats", "--by", "n"});
    viz::stats_view view{options};
    viz::output out;
    auto const show = [&](std::string const& line) {
        viz_test::read_line read{line};
        view.show(*read.record(), out);
    };
    show(R"({"n":"often"})");
    for (std::size_t i = 0; i < viz::stats_view::most_rows; ++i) show("{\"n\":" + std::to_string(i) + "}");
    for (std::size_t i = 0; i < 5; ++i) show(R"({"n":"often","timers":[["late",0,1]]})");
    view.finish(out);
    BOOST_TEST(out.bytes.find("\noften" + std::string(17, ' ') + "6 ") != std::string::npos);
    BOOST_TEST(out.bytes.find("\n  (other timers)" + std::string(6, ' ') + "5 ") != std::string::npos);
    BOOST_TEST(out.bytes.find("late") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_records_there_is_nothing_but_the_head) {
    BOOST_TEST(stats_of({"--stats"}, {}) == "  count  per s  errors    p50  p90  p99  max\n");
}

}  // namespace
