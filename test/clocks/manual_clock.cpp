// SPDX-License-Identifier: BSL-1.0
#include <logdefer/clocks/manual_clock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

using logdefer::manual_clock;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(it_stands_still_until_told) {
    manual_clock const c;
    BOOST_TEST((c.wall() == 1'700'000'000s));
    BOOST_TEST(c.ticks() == 0);
    BOOST_TEST((manual_clock{5s}.wall() == 5s));
}

BOOST_AUTO_TEST_CASE(copies_share_one_time) {
    manual_clock const c;
    auto const copy = c;  // NOLINT(performance-unnecessary-copy-initialization): the copy is the point
    c.advance(1500ns);
    BOOST_TEST(copy.ticks() == 1500);
    BOOST_TEST((copy.wall() == 1'700'000'000s + 1500ns));
    copy.advance(-500ns);
    BOOST_TEST(c.ticks() == 1000);
    BOOST_TEST(manual_clock{}.ticks() == 0);
}

BOOST_AUTO_TEST_CASE(the_wall_time_can_jump_alone) {
    manual_clock const c;
    c.adjust_wall(-1h);
    BOOST_TEST(c.ticks() == 0);
    BOOST_TEST((c.wall() == 1'700'000'000s - 1h));
}

BOOST_AUTO_TEST_CASE(a_tick_is_a_nanosecond) { BOOST_TEST((manual_clock::elapsed(7) == 7ns)); }
