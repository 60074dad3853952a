// SPDX-License-Identifier: BSL-1.0
#include "json/time.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using viz::json::longest_time;
using viz::json::nanoseconds_of;

std::string microseconds(std::int64_t nanoseconds) {
    std::string text;
    viz::json::append_microseconds(text, nanoseconds);
    return text;
}

std::string seconds(std::int64_t nanoseconds) {
    std::string text;
    viz::json::append_seconds(text, nanoseconds);
    return text;
}

BOOST_AUTO_TEST_CASE(plain_decimals_keep_every_nanosecond) {
    BOOST_TEST(nanoseconds_of("1340353046.935650123") == 1'340'353'046'935'650'123);
    BOOST_TEST(nanoseconds_of("-0.000000001") == -1);
    BOOST_TEST(nanoseconds_of("7") == 7'000'000'000);
}

BOOST_AUTO_TEST_CASE(digits_below_a_nanosecond_are_cut_off) {
    BOOST_TEST(nanoseconds_of("0.1234567899") == 123'456'789);
}

BOOST_AUTO_TEST_CASE(other_numbers_and_texts_are_read_as_doubles) {
    BOOST_TEST(nanoseconds_of("1.5E-3") == 1'500'000);
    BOOST_TEST(nanoseconds_of("\"2.5\"") == 2'500'000'000);
    BOOST_TEST(nanoseconds_of("") == 0);
    BOOST_TEST(nanoseconds_of("[1]") == 0);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_limited) {
    for (char const* huge : {"1e300", "99999999999999999999", "9999999999.5", "4000000000"}) {
        BOOST_TEST(nanoseconds_of(huge) == longest_time);
    }
    BOOST_TEST(nanoseconds_of("-1e300") == -longest_time);
}

BOOST_AUTO_TEST_CASE(microseconds_have_three_decimals) {
    BOOST_TEST(microseconds(1'340'353'046'935'650'123) == "1340353046935650.123");
    BOOST_TEST(microseconds(-5) == "-0.005");
    BOOST_TEST(microseconds(0) == "0.000");
}

BOOST_AUTO_TEST_CASE(seconds_have_nine_decimals_where_six_would_lose_some) {
    BOOST_TEST(seconds(1'500'000'000) == "1.500000");
    BOOST_TEST(seconds(1) == "0.000000001");
}

}  // namespace
