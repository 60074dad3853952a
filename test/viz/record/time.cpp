// SPDX-License-Identifier: BSL-1.0
#include "record/time.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using std::chrono::nanoseconds;
using viz::json::longest_time;

// as numbers, which Boost.Test prints
auto nanoseconds_of(std::string_view value) { return viz::json::nanoseconds_of(value).count(); }
auto microseconds_of(std::string_view value) { return viz::json::microseconds_of(value).count(); }

std::string microseconds(nanoseconds time) {
    std::string text;
    viz::json::append_microseconds(text, time);
    return text;
}

std::string seconds(nanoseconds time) {
    std::string text;
    viz::json::append_seconds(text, time);
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
    for (char const* huge : {"1e300", "12345678901", "99999999999999999999", "9999999999.5", "4000000000"}) {
        BOOST_TEST(nanoseconds_of(huge) == longest_time.count());
    }
    BOOST_TEST(nanoseconds_of("-1e300") == -longest_time.count());
}

BOOST_AUTO_TEST_CASE(dates_reach_further_than_durations_and_are_rounded) {
    BOOST_TEST(microseconds_of("1340353046.9356506") == 1'340'353'046'935'651);
    BOOST_TEST(microseconds_of("1764057600000") == 1'764'057'600'000'000'000);
    BOOST_TEST(microseconds_of("-1e300") == -longest_time.count());
}

BOOST_AUTO_TEST_CASE(microseconds_have_three_decimals) {
    BOOST_TEST(microseconds(nanoseconds{1'340'353'046'935'650'123}) == "1340353046935650.123");
    BOOST_TEST(microseconds(nanoseconds{-5}) == "-0.005");
    BOOST_TEST(microseconds(nanoseconds{0}) == "0.000");
}

BOOST_AUTO_TEST_CASE(seconds_have_nine_decimals_where_six_would_lose_some) {
    BOOST_TEST(seconds(nanoseconds{1'500'000'000}) == "1.500000");
    BOOST_TEST(seconds(nanoseconds{1}) == "0.000000001");
}

}  // namespace
