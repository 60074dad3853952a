// SPDX-License-Identifier: BSL-1.0
#include "filters/times.hpp"

#include "text/time_zone.hpp"

#include <boost/test/unit_test.hpp>

namespace {

constexpr double now = 1'764'057'600;  // 2025-11-25 08:00 UTC

BOOST_AUTO_TEST_CASE(durations_have_units) {
    BOOST_TEST(viz::parse_duration("500ms").value() == 0.5);
    BOOST_TEST(viz::parse_duration("1.5m").value() == 90);
    for (char const* wrong : {"", "5", "ms", "5x", "infs", "1e999s"})
        BOOST_TEST(!viz::parse_duration(wrong).has_value());
}

BOOST_AUTO_TEST_CASE(times_have_many_forms) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    BOOST_TEST(viz::parse_time("2025-11-25", now).value() == now - 8 * 3600);
    BOOST_TEST(viz::parse_time("2025-11-25T08:00", now).value() == now);
    BOOST_TEST(viz::parse_time("2025-11-25 08:00:01.5", now).value() == now + 1.5);
    BOOST_TEST(viz::parse_time("2025-11-25T08:00:00Z", now).value() == now);
    BOOST_TEST(viz::parse_time("2025-11-25T09:00+01:00", now).value() == now);
    BOOST_TEST(viz::parse_time("07:30", now).value() == now - 1800);
    BOOST_TEST(viz::parse_time("10m", now).value() == now - 600);
    BOOST_TEST(viz::parse_time("1764057600", now).value() == now);
    for (char const* wrong : {"", "yesterday", "2025-13-01", "08:00x"})
        BOOST_TEST(!viz::parse_time(wrong, now).has_value());
}

BOOST_AUTO_TEST_CASE(times_are_of_the_zone_that_was_set) {
    BOOST_TEST(viz::text::set_time_zone("+0530"));
    BOOST_TEST(viz::parse_time("2025-11-25T13:30", now).value() == now);
}

}  // namespace
