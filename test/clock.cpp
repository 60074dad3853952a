// SPDX-License-Identifier: BSL-1.0
#include <logdefer/clock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>

namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

struct may_throw {
    static nanoseconds wall() { return {}; }
    static std::int64_t ticks() noexcept { return 0; }
    static nanoseconds elapsed(std::int64_t) noexcept { return {}; }
};
struct other_units {
    static std::chrono::seconds wall() noexcept { return {}; }
    static std::int64_t ticks() noexcept { return 0; }
    static nanoseconds elapsed(std::int64_t) noexcept { return {}; }
};
struct wall_only {
    static nanoseconds wall() noexcept { return {}; }
};
struct immovable : logdefer::system_clock {
    immovable(immovable&&) = delete;
};

static_assert(!logdefer::clock_source<may_throw>, "a log reads its clock in functions that cannot throw");
static_assert(!logdefer::clock_source<other_units>, "times are nanoseconds");
static_assert(!logdefer::clock_source<wall_only>, "offsets need a monotonic time");
static_assert(!logdefer::clock_source<immovable>, "a timer keeps a copy");
static_assert(logdefer::system_clock::elapsed(-5) == -5ns);

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

BOOST_AUTO_TEST_CASE(the_system_clocks_wall_time_is_the_time_since_the_epoch) {
    auto const before = std::chrono::system_clock::now().time_since_epoch();
    auto const wall = logdefer::system_clock::wall();
    auto const after = std::chrono::system_clock::now().time_since_epoch();
    BOOST_TEST((before <= wall && wall <= after));
}

BOOST_AUTO_TEST_CASE(the_system_clocks_ticks_are_nanoseconds_of_the_steady_clock) {
    auto const before = std::chrono::steady_clock::now().time_since_epoch();
    auto const ticks = nanoseconds{logdefer::system_clock::ticks()};
    auto const after = std::chrono::steady_clock::now().time_since_epoch();
    BOOST_TEST((before <= ticks && ticks <= after));
    BOOST_TEST((logdefer::system_clock::elapsed(123'456'789'012) == 123'456'789'012ns));
}

BOOST_AUTO_TEST_CASE(the_tsc_clock_calibrates_once) {
    bool const used = logdefer::tsc_clock::calibrate();
    auto const second = logdefer::tsc_clock::elapsed(1'000'000);
    BOOST_TEST(logdefer::tsc_clock::calibrate() == used);
    BOOST_TEST((logdefer::tsc_clock::elapsed(1'000'000) == second));
}

BOOST_AUTO_TEST_CASE(the_tsc_clock_never_runs_backwards_on_one_thread) {
    auto last = logdefer::tsc_clock::ticks();
    bool backwards = false;
    for (int i = 0; i < 10'000; ++i) {
        auto const now = logdefer::tsc_clock::ticks();
        backwards = backwards || now < last;
        last = now;
    }
    BOOST_TEST(!backwards);
}

BOOST_AUTO_TEST_CASE(the_tsc_clock_and_the_steady_clock_agree) {
    using logdefer::system_clock;
    using logdefer::tsc_clock;
    an_inner_interval_is_no_longer_than_the_outer<tsc_clock, system_clock>();
    an_inner_interval_is_no_longer_than_the_outer<system_clock, tsc_clock>();
}

BOOST_AUTO_TEST_CASE(the_tsc_clocks_wall_time_is_that_of_the_system) {
    auto const before = logdefer::system_clock::wall();
    auto const wall = logdefer::tsc_clock::wall();
    BOOST_TEST((before <= wall && wall <= logdefer::system_clock::wall()));
}

BOOST_AUTO_TEST_CASE(the_tsc_clock_gives_negative_differences_a_sign) {
    BOOST_TEST((logdefer::tsc_clock::elapsed(-1'000'000) == -logdefer::tsc_clock::elapsed(1'000'000)));
    BOOST_TEST((logdefer::tsc_clock::elapsed(0) == 0ns));
}

BOOST_AUTO_TEST_CASE(a_calibration_that_is_usable_has_a_rate) {
    auto const calibration = logdefer::detail::calibrate_tsc();
    BOOST_TEST(calibration.ns_per_tick > 0);
    BOOST_TEST(calibration.usable == logdefer::tsc_clock::calibrate());
}
