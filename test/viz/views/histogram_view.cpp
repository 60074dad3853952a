// SPDX-License-Identifier: BSL-1.0
#include "views/histogram_view.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

/// Returns the output for records of these durations.
std::string histogram_of(std::vector<std::string> const& durations, std::size_t columns, std::size_t rows = 100) {
    viz::overview_style const style{.columns = columns, .rows = rows, .colours = {}};
    viz::histogram_view views[]{viz::histogram_view{style}, viz::histogram_view{style}};
    viz::output out;
    for (std::size_t i = 0; i < durations.size(); ++i) {
        viz_test::read_line read{"{\"end\":" + durations[i] + "}"};
        views[i % 2].show(*read.record(), out);
    }
    views[0].absorb(views[1]);
    BOOST_TEST(!views[0].finish(out));
    return out.bytes;
}

BOOST_AUTO_TEST_CASE(a_duration_on_an_edge_is_in_the_bin_that_begins_there) {
    BOOST_TEST(histogram_of({"0.01", "0.0149", "0.015", "0.0199", "0.03"}, 51)
               == "   from       to  count  share  in all\n"
                  "10.0 ms  15.0 ms      2  40.0%   40.0%  ==========\n"
                  "15.0 ms  20.0 ms      2  40.0%   80.0%  ==========\n"
                  "20.0 ms  30.0 ms      0   0.0%   80.0%\n"
                  "30.0 ms  50.0 ms      1  20.0%  100.0%  =====\n");
}

BOOST_AUTO_TEST_CASE(a_bar_that_is_too_short_to_be_seen_is_a_dot) {
    std::vector<std::string> durations(100, "1");
    durations.emplace_back("2");
    BOOST_TEST(histogram_of(durations, 51).ends_with("1.0%  100.0%  .\n"));
}

BOOST_AUTO_TEST_CASE(durations_of_any_size_have_a_bin) {
    auto const all = histogram_of({"0", "-1", "1e300"}, 20);
    BOOST_TEST(all.find("    0 s  1.00 us      2  66.7%   66.7%  =\n") != std::string::npos);
    BOOST_TEST(all.ends_with("8.10 d   11.6 d      1  33.3%  100.0%  =\n"));
}

BOOST_AUTO_TEST_CASE(bins_are_joined_until_they_fit_the_screen) {
    std::vector<std::string> const durations{"0.01", "0.02", "0.03", "0.2"};
    BOOST_TEST(histogram_of(durations, 51, 10).find("\n15.0 ms  20.0 ms      0") != std::string::npos);
    BOOST_TEST(histogram_of(durations, 51, 9)
               == "   from       to  count  share  in all\n"
                  "10.0 ms  20.0 ms      1  25.0%   25.0%  =====\n"
                  "20.0 ms  50.0 ms      2  50.0%   75.0%  ==========\n"
                  "50.0 ms   100 ms      0   0.0%   75.0%\n"
                  " 100 ms   200 ms      0   0.0%   75.0%\n"
                  " 200 ms   500 ms      1  25.0%  100.0%  =====\n");
    BOOST_TEST(histogram_of(durations, 51, 5)
               == "   from      to  count  share  in all\n"
                  "10.0 ms  100 ms      3  75.0%   75.0%  ==========\n"
                  " 100 ms  1.00 s      1  25.0%  100.0%  ===\n");
}

BOOST_AUTO_TEST_CASE(a_sampled_record_is_as_high_as_those_that_it_stands_for) {
    auto const sampled = [](std::size_t rows) {
        return histogram_of({"0.01,\"sample_rate\":0.1", "0.02", "0.03", "0.2,\"sample_rate\":0.25"}, 51, rows);
    };
    std::vector<std::string> all(10, "0.01");
    all.insert(all.end(), {"0.02", "0.03", "0.2", "0.2", "0.2", "0.2"});
    BOOST_TEST(sampled(100) == "4 records stand for 16\n" + histogram_of(all, 51));
    BOOST_TEST(sampled(10) == "4 records stand for 16\n" + histogram_of(all, 51, 9));
}

BOOST_AUTO_TEST_CASE(without_records_a_histogram_says_so) {
    BOOST_TEST(histogram_of({}, 50) == "from  to  count  share  in all\nno records\n");
}

}  // namespace
