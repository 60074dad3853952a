// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/wide_product.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace {

using logdefer::detail::product;
using logdefer::detail::product_in_parts;
using logdefer::detail::quotient;
using logdefer::detail::quotient_in_parts;
using logdefer::detail::wide;
using logdefer::detail::wide_quotient;

constexpr auto most = std::numeric_limits<std::uint64_t>::max();

/// Numbers of all sizes, and those beside powers of two.
std::vector<std::uint64_t> numbers() {
    std::vector<std::uint64_t> all{0, most};
    std::uint64_t digits = 0x9e37'79b9'7f4a'7c15;
    for (unsigned bit = 0; bit < 64; ++bit) {
        std::uint64_t const power = std::uint64_t{1} << bit;
        digits = digits * 6364136223846793005U + 1442695040888963407U;
        all.insert(all.end(), {power - 1, power, power + 1, digits >> bit});
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_product_has_all_bits) {
    static_assert(product(most, most) == wide{most - 1, 1});
    static_assert(product(std::uint64_t{1} << 32U, std::uint64_t{3} << 33U) == wide{6, 0});
    BOOST_TEST((product(7, 6) == wide{0, 42}));
}

BOOST_AUTO_TEST_CASE(a_quotient_of_a_product_is_one_of_its_factors) {
    static_assert(quotient({most - 1, 1}, most) == wide_quotient{most, 0});
    static_assert(quotient({6, 5}, 7) == wide_quotient{15811494920322472814U, 3});
    BOOST_TEST((quotient({0, 43}, 6) == wide_quotient{7, 1}));
}

BOOST_AUTO_TEST_CASE(a_machine_without_128_bits_computes_the_same) {
    int different = 0;
    for (std::uint64_t const a : numbers()) {
        for (std::uint64_t const b : numbers()) {
            different += product(a, b) != product_in_parts(a, b) ? 1 : 0;
            if (a < b) different += quotient({a, ~b}, b) != quotient_in_parts({a, ~b}, b) ? 1 : 0;
        }
    }
    BOOST_TEST(different == 0);
}
