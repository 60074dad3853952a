// SPDX-License-Identifier: BSL-1.0
#include "views/sample_weights.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

double add(viz::sample_weights& to, std::string const& rate, std::uint64_t position = 0) {
    viz_test::read_line read{rate.empty() ? R"({"start":1})" : R"({"start":1,"sample_rate":)" + rate + "}", position};
    return to.add(*read.record());
}

std::string reported(viz::sample_weights const& weights) {
    viz::output out;
    weights.report(out);
    return out.remarks().empty() ? "" : out.remarks().front().text;
}

BOOST_AUTO_TEST_CASE(a_sampled_record_stands_for_those_that_were_not_written) {
    viz::sample_weights weights;
    BOOST_TEST(add(weights, "") == 1);
    BOOST_TEST(add(weights, "1") == 1);
    BOOST_TEST(add(weights, "null") == 1);
    BOOST_TEST(!weights.any());
    BOOST_TEST(add(weights, "0.01") == 100);
    BOOST_TEST(weights.any());
    BOOST_TEST(weights.summary() == "4 records stand for 103");
    BOOST_TEST(reported(weights) == "");
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_none_counts_once_and_is_told) {
    viz::sample_weights weights;
    for (std::string const rate : {"0", "-0.5", "1.5", "\"0.1\"", "[0.1]", "true"})
        BOOST_TEST(add(weights, rate) == 1, rate);
    BOOST_TEST(!weights.any());
    BOOST_TEST(reported(weights)
               == "6 records count once, with a sample_rate that is not a number above 0 and up to 1, such as 0");
    viz::sample_weights single;
    add(single, "2");
    BOOST_TEST(reported(single)
               == "1 record counts once, with a sample_rate that is not a number above 0 and up to 1, such as 2");
}

BOOST_AUTO_TEST_CASE(no_rate_makes_a_sum_infinite) {
    viz::sample_weights weights;
    BOOST_TEST(add(weights, "1e-320") == 1e15);
    BOOST_TEST(add(weights, "1e-300") == 1e15);
    BOOST_TEST(weights.summary() == "2 records stand for 2000000000000000");
}

BOOST_AUTO_TEST_CASE(sums_of_fractions_do_not_depend_on_their_order) {
    viz::sample_weights weights;
    double forwards = 0;
    double backwards = 0;
    for (int i = 1; i <= 1000; ++i) {
        forwards += add(weights, std::to_string(i * 0.001));
        backwards += add(weights, std::to_string((1001 - i) * 0.001));
    }
    BOOST_TEST(forwards == backwards);
}

BOOST_AUTO_TEST_CASE(a_sum_of_fractions_is_shown_as_a_whole_number) {
    viz::sample_weights weights;
    for (int i = 0; i < 3; ++i) add(weights, "0.3");
    BOOST_TEST(weights.summary() == "3 records stand for 10");
}

BOOST_AUTO_TEST_CASE(weights_of_several_views_are_added) {
    viz::sample_weights first;
    viz::sample_weights second;
    add(first, "7", 9);
    add(second, "8", 3);
    add(second, "0.5", 4);
    first.absorb(second);
    BOOST_TEST(first.summary() == "3 records stand for 4");
    BOOST_TEST(reported(first).ends_with("such as 8"));
}

}  // namespace
