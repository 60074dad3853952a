// SPDX-License-Identifier: BSL-1.0
#include "filters/times.hpp"

#include "system/time_zone.hpp"

#include <boost/test/unit_test.hpp>

namespace {

constexpr double now = 1'764'057'600;  // 2025-11-25 08:00 UTC

BOOST_AUTO_TEST_CASE(durations_have_units) {
    BOOST_TEST(viz::parse_duration("500ms").value() == 0.5);
    BOOST_TEST(viz::parse_duration("1.5m").value() == 90);
    for (char const* wrong : {"", "5", "ms", "5x", "infs", "1e999s", "-5s", "-0s"})
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
    BOOST_TEST(viz::parse_time("2024-02-29", now).has_value());
    BOOST_TEST(viz::parse_time("-5", now).value() == -5);
    for (char const* wrong : {"", "yesterday", "2025-13-01", "08:00x"})
        BOOST_TEST(!viz::parse_time(wrong, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_time_that_no_calendar_or_clock_has_is_none) {
    for (char const* wrong :
         {"2026-02-31", "2025-02-29", "2026-04-31T08:00", "2026-00-10", "2026-01-00", "2026-01-01T25:00",
          "2026-01-01T24:00", "08:60", "08:00:60", "08:00:61", "08:00:00+25:00", "08:00:00.5e3", "08:00:00.", "-5m"}) {
        BOOST_TEST(!viz::parse_time(wrong, now).has_value(), wrong);
    }
}

BOOST_AUTO_TEST_CASE(times_are_of_the_zone_that_was_set) {
    BOOST_TEST(viz::text::set_time_zone("+0530"));
    BOOST_TEST(viz::parse_time("2025-11-25T13:30", now).value() == now);
}

}  // namespace
