// SPDX-License-Identifier: BSL-1.0
#include <logdefer/clocks/clock.hpp>

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
