// SPDX-License-Identifier: BSL-1.0
#include <logdefer/clocks/tsc_clock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>

namespace {

using namespace std::chrono_literals;

/// How long a clock takes one spin of two milliseconds to be, its two reads inside those of the steady clock...
template <class Inner, class Outer>
void an_inner_interval_is_no_longer_than_the_outer() {
    auto const outer = Outer::ticks();
    auto const inner = Inner::ticks();
    while (Inner::elapsed(Inner::ticks() - inner) < 2ms) {
    }
    auto const inner_time = Inner::elapsed(Inner::ticks() - inner);
    auto const outer_time = Outer::elapsed(Outer::ticks() - outer);
    BOOST_TEST(inner_time.count() <= outer_time.count() + outer_time.count() / 20);
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_calibrates_once) {
    bool const used = logdefer::tsc_clock::calibrate();
    auto const second = logdefer::tsc_clock::elapsed(1'000'000);
    BOOST_TEST(logdefer::tsc_clock::calibrate() == used);
    BOOST_TEST((logdefer::tsc_clock::elapsed(1'000'000) == second));
}

BOOST_AUTO_TEST_CASE(it_never_runs_backwards_on_one_thread) {
    auto last = logdefer::tsc_clock::ticks();
    bool backwards = false;
    for (int i = 0; i < 10'000; ++i) {
        auto const now = logdefer::tsc_clock::ticks();
        backwards = backwards || now < last;
        last = now;
    }
    BOOST_TEST(!backwards);
}

BOOST_AUTO_TEST_CASE(it_and_the_steady_clock_agree) {
    using logdefer::system_clock;
    using logdefer::tsc_clock;
    an_inner_interval_is_no_longer_than_the_outer<tsc_clock, system_clock>();
    an_inner_interval_is_no_longer_than_the_outer<system_clock, tsc_clock>();
}

BOOST_AUTO_TEST_CASE(its_wall_time_is_that_of_the_system) {
    auto const before = logdefer::system_clock::wall();
    auto const wall = logdefer::tsc_clock::wall();
    BOOST_TEST((before <= wall && wall <= logdefer::system_clock::wall()));
}

BOOST_AUTO_TEST_CASE(it_gives_negative_differences_a_sign) {
    BOOST_TEST((logdefer::tsc_clock::elapsed(-1'000'000) == -logdefer::tsc_clock::elapsed(1'000'000)));
    BOOST_TEST((logdefer::tsc_clock::elapsed(0) == 0ns));
}

BOOST_AUTO_TEST_CASE(a_calibration_that_is_usable_has_a_rate) {
    auto const calibration = logdefer::detail::calibrate_tsc();
    BOOST_TEST(calibration.ns_per_tick > 0);
    BOOST_TEST(calibration.usable == logdefer::tsc_clock::calibrate());
}
