// SPDX-License-Identifier: BSL-1.0
#include "text/header.hpp"

#include "system/time_zone.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string header_of(std::string_view start, std::optional<double> now = {}) {
    std::string out;
    viz::text::header{now}.append(out, start);
    return out;
}

std::string as_written(std::string_view start) {
    std::string out;
    viz::text::header{std::nullopt}.append_as_written(out, start);
    return out;
}

BOOST_AUTO_TEST_CASE(a_start_has_15_digits) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    BOOST_TEST(header_of("1340353046.935650123")
               == "------ 2012-06-22 Fri 08:17:26.93565 UTC (1340353046.93565) ------");
}

BOOST_AUTO_TEST_CASE(a_start_as_it_is_written_has_all_its_digits) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    BOOST_TEST(as_written("1340353046.935650123")
               == "------ 2012-06-22 Fri 08:17:26.935650123 UTC (1340353046.935650123) ------");
    BOOST_TEST(as_written("1700000000.999999999")
               == "------ 2023-11-14 Tue 22:13:20.999999999 UTC (1700000000.999999999) ------");
    BOOST_TEST(viz::text::start_as_written(R"("a\u001b")") == "a\\u001b");
}

BOOST_AUTO_TEST_CASE(the_date_of_a_start_with_an_exponent_has_its_fraction) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    for (std::string const start : {"1.700000000123456E9", "1.700000000123456e+9", "17000000001234560e-7"})
        BOOST_TEST(as_written(start) == "------ 2023-11-14 Tue 22:13:20.123456 UTC (" + start + ") ------");
    BOOST_TEST(as_written("1.7E9") == "------ 2023-11-14 Tue 22:13:20 UTC (1.7E9) ------");
    BOOST_TEST(header_of("2.5e-05") == "------ 1970-01-01 Thu 00:00:00.000025 UTC (2.5e-05) ------");
}

BOOST_AUTO_TEST_CASE(before_1970_fraction_and_second_agree) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    BOOST_TEST(header_of("-5.25") == "------ 1969-12-31 Wed 23:59:54.75 UTC (-5.25) ------");
    BOOST_TEST(as_written("-0.99999237060546875")
               == "------ 1969-12-31 Wed 23:59:59.00000762939453125 UTC (-0.99999237060546875) ------");
}

BOOST_AUTO_TEST_CASE(any_start_is_shown) {
    for (char const* start : {"", "null", "1e300", "-1e300", "\"abc\"", "{}"})
        BOOST_TEST(header_of(start).starts_with("------ "));
}

BOOST_AUTO_TEST_CASE(ages_leave_out_what_is_zero) {
    BOOST_TEST(header_of("0", 86'461) == "------ 1 days 1 minutes 1 seconds ago (0) ------");
    BOOST_TEST(header_of("10.5", 10) == "------ 0 seconds ago (10.5) ------");
    BOOST_TEST(header_of("12", 10) == "------ 2 seconds in the future.. clock is wrong? (12) ------");
}

BOOST_AUTO_TEST_CASE(zones_are_names_and_offsets) {
    BOOST_TEST(viz::text::set_time_zone("-0330"));
    BOOST_TEST(viz::text::to_local_time(0)->date == "1969-12-31 Wed 20:30:00");
    BOOST_TEST(viz::text::to_local_time(0)->zone == "-0330");
    BOOST_TEST(viz::text::set_time_zone("EST"));
    BOOST_TEST(viz::text::to_local_time(0)->zone == "EST");
    for (char const* wrong : {"Nowhere/Land", "../etc/passwd", "+5"}) BOOST_TEST(!viz::text::set_time_zone(wrong));
}

}  // namespace
