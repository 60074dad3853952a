// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/arithmetic.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>

namespace {

using logdefer::detail::larger;
using logdefer::detail::saturated_difference;
using logdefer::detail::saturated_sum;
using logdefer::detail::smaller;

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t edges[] = {lowest, lowest + 1, -2, -1, 0, 1, 2, highest - 1, highest};

/// Returns the exact result, limited to the range of 64 bits.
std::int64_t clamped(long double exact) {
    if (exact <= static_cast<long double>(lowest)) return lowest;
    return exact >= static_cast<long double>(highest) ? highest : static_cast<std::int64_t>(exact);
}

}  // namespace

BOOST_AUTO_TEST_CASE(larger_and_smaller_choose_by_value) {
    static_assert(larger(1, 2) == 2 && larger(2, 1) == 2 && smaller(1, 2) == 1 && smaller(2, 1) == 1);
    BOOST_TEST(larger(lowest, highest) == highest);
    BOOST_TEST(smaller(lowest, highest) == lowest);
}

BOOST_AUTO_TEST_CASE(of_equals_the_first_is_chosen) {
    int const a = 1;
    int const b = 1;
    BOOST_TEST((&larger(a, b) == &a));
    BOOST_TEST((&smaller(a, b) == &a));
}

BOOST_AUTO_TEST_CASE(sums_stop_at_the_ends_of_their_type) {
    for (auto const a : edges) {
        for (auto const b : edges) {
            BOOST_TEST_CONTEXT(a << " and " << b) {
                BOOST_TEST(saturated_sum(a, b) == clamped(static_cast<long double>(a) + static_cast<long double>(b)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(differences_stop_at_the_ends_of_their_type) {
    for (auto const a : edges) {
        for (auto const b : edges) {
            BOOST_TEST_CONTEXT(a << " and " << b) {
                BOOST_TEST(saturated_difference(a, b)
                           == clamped(static_cast<long double>(a) - static_cast<long double>(b)));
            }
        }
    }
}
