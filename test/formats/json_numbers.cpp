// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/json_numbers.hpp>

#include <support/printed.hpp>

#include <boost/test/unit_test.hpp>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using namespace logdefer::detail;
using support::printed;

constexpr unsigned seed = 20231114;

std::string real(double d) { return printed(print_real, bits_of(d)); }

double random_double(std::mt19937_64& random) {
    switch (random() % 4) {
        case 0: return std::bit_cast<double>(random());
        case 1: return static_cast<double>(random() % 2'000'000'000) / 1000 - 1e6;
        case 2: return static_cast<double>(random() % 100'000'000) / 1e7;
        default: return std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200) - 130);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(integers)

BOOST_AUTO_TEST_CASE(are_those_of_the_standard_library) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 20'000; ++i) {
        std::uint64_t const u = random() >> random() % 64;
        auto const s = std::bit_cast<std::int64_t>(u);
        if (printed(print_unsigned, u) != std::to_string(u)) BOOST_ERROR(u);
        if (printed(print_integer, s) != std::to_string(s)) BOOST_ERROR(s);
        if (printed(print_integer, -s) != std::to_string(-s)) BOOST_ERROR(-s);
    }
}

BOOST_AUTO_TEST_CASE(are_right_around_every_power_of_ten) {
    for (std::uint64_t power = 1; power <= 1'000'000'000'000'000'000; power *= 10) {
        for (std::uint64_t const u : {power - 1, power, power + 1}) {
            BOOST_TEST(printed(print_unsigned, u) == std::to_string(u));
        }
    }
    BOOST_TEST(printed(print_unsigned, UINT64_MAX) == "18446744073709551615");
    BOOST_TEST(printed(print_integer, INT64_MIN) == "-9223372036854775808");
    BOOST_TEST(printed(print_integer, INT64_MAX) == "9223372036854775807");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reals)

BOOST_AUTO_TEST_CASE(read_back_as_themselves_and_are_as_short_as_can_be) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 100'000; ++i) {
        double const d = random_double(random);
        if (!std::isfinite(d)) continue;
        auto const text = real(d);
        if (std::strtod(text.c_str(), nullptr) != d) BOOST_ERROR(text << " is not " << d);
        double const magnitude = std::fabs(d);
        auto const format =
            magnitude >= 1e-5 && magnitude < 1e17 ? std::chars_format::fixed : std::chars_format::scientific;
        auto const shortest = printed([&](char* to) { return std::to_chars(to, to + 64, d, format).ptr; });
        if (d != 0 && text != shortest) BOOST_ERROR(text << " is not " << shortest);
    }
}

BOOST_AUTO_TEST_CASE(of_at_most_three_decimals_are_those_decimals) {
    for (std::uint64_t k = 1; k < 2'000'000; ++k) {
        std::string digits = std::to_string(1000 + k % 1000).substr(1);
        digits.resize(digits.find_last_not_of('0') + 1);
        std::string const expected = std::to_string(k / 1000) + (digits.empty() ? "" : "." + digits);
        double const d = static_cast<double>(k) / 1000;
        if (real(d) != expected) BOOST_ERROR(expected);
        if (real(-d) != '-' + expected) BOOST_ERROR('-' << expected);
        double const next = std::nextafter(d, HUGE_VAL);
        if (real(next) == expected) BOOST_ERROR("not only " << expected);
    }
}

BOOST_AUTO_TEST_CASE(are_plain_decimals_where_that_is_reasonable) {
    BOOST_TEST(real(200.5) == "200.5");
    BOOST_TEST(real(1.0) == "1");
    BOOST_TEST(real(-0.001) == "-0.001");
    BOOST_TEST(real(0.00001) == "0.00001");
    BOOST_TEST(real(9'999.999) == "9999.999");
    BOOST_TEST(real(10'000.0) == "10000");
    BOOST_TEST(real(999'999'999'999.999) == "999999999999.999");
    BOOST_TEST(real(1e16) == "10000000000000000");
    BOOST_TEST(real(1e17) == "1e+17");
    BOOST_TEST(real(9.99e-6) == "9.99e-06");
    BOOST_TEST(real(-1.7976931348623157e308) == "-1.7976931348623157e+308");
}

BOOST_AUTO_TEST_CASE(are_special_where_json_has_no_number) {
    BOOST_TEST(real(0.0) == "0");
    BOOST_TEST(real(-0.0) == "-0.0");
    BOOST_TEST(real(std::nan("")) == "null");
    BOOST_TEST(printed(print_real, UINT64_MAX) == "null");
    BOOST_TEST(printed(print_real, infinity_bits + 1) == "null");
    BOOST_TEST(real(HUGE_VAL) == "null");
    BOOST_TEST(real(-HUGE_VAL) == "null");
}

BOOST_AUTO_TEST_SUITE_END()
