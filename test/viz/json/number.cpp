// SPDX-License-Identifier: BSL-1.0
#include "json/number.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace {

BOOST_AUTO_TEST_CASE(a_number_is_taken_off_the_front) {
    std::string_view text = "1.5ms";
    BOOST_TEST(viz::json::take_number<double>(text).value() == 1.5);
    BOOST_TEST(text == "ms");
    BOOST_TEST(!viz::json::take_number<double>(text).has_value());
    BOOST_TEST(text == "ms");
}

BOOST_AUTO_TEST_CASE(text_that_is_more_than_a_number_is_none) {
    BOOST_TEST(viz::json::number_in<double>("1e3").value() == 1000);
    for (char const* wrong : {"", "5x", " 5", "nan", "inf", "1e999"}) {
        BOOST_TEST(!viz::json::number_in<double>(wrong).has_value());
    }
    for (char const* wrong : {"-1", "1.0", "256"}) BOOST_TEST(!viz::json::number_in<std::uint8_t>(wrong).has_value());
}

BOOST_AUTO_TEST_CASE(integers_are_compared_by_all_their_digits) {
    auto const order = viz::json::order_of_close;
    BOOST_TEST((order("9007199254740993", "9007199254740992") > 0));
    BOOST_TEST((order("-9007199254740993", "-9007199254740992") < 0));
    BOOST_TEST((order("99999999999999999999", "100000000000000000000") < 0));
    BOOST_TEST((order("9007199254740993", "009007199254740993") == 0));
}

BOOST_AUTO_TEST_CASE(what_is_no_integer_is_as_exact_as_its_double) {
    auto const order = viz::json::order_of_close;
    BOOST_TEST((order("1.0", "1") == 0));
    BOOST_TEST((order("1e2", "100") == 0));
    BOOST_TEST((order("-0", "0") == 0));
}

BOOST_AUTO_TEST_CASE(numbers_are_numbers_and_strings_that_begin_with_one) {
    BOOST_TEST(viz::json::to_number("-1.5e3") == -1500);
    BOOST_TEST(viz::json::to_number("\" 20x\"") == 20);
    BOOST_TEST(viz::json::to_number("18446744073709551616") == 18446744073709551616.0);
    for (char const* other : {"", "null", "true", "\"nan\"", "\"inf\"", "{}"})
        BOOST_TEST(viz::json::to_number(other) == 0);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_a_double_are_the_greatest_one) {
    BOOST_TEST(viz::json::to_number("-1e999") == -1.7976931348623157e308);
    BOOST_TEST(viz::json::to_number(std::string(400, '9')) == 1.7976931348623157e308);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_smaller_than_any_double_are_0) {
    std::string const long_one = "0." + std::string(400, '0') + '1';
    for (std::string const& small : {std::string{"1e-400"}, std::string{"-1e-400"}, long_one}) {
        BOOST_TEST(viz::json::to_number(small) == 0);
        BOOST_TEST(viz::json::number_in<double>(small).value() == 0);
    }
    BOOST_TEST(viz::json::to_number("\"1e-400 s\"") == 0);
    BOOST_TEST(viz::json::to_number("5e-324") > 0);
}

BOOST_AUTO_TEST_CASE(a_plain_number_keeps_its_digits) {
    auto const number = viz::json::parse_plain("-1340353046.935650123").value();
    BOOST_TEST(number.negative);
    BOOST_TEST(number.digits == 1'340'353'046'935'650'123U);
    BOOST_TEST(number.decimals == 9);
    BOOST_TEST(!number.cut);
    BOOST_TEST(viz::json::parse_plain("0.12345678901234567890").value().decimals == 18);
    BOOST_TEST(viz::json::parse_plain("0.12345678901234567890").value().cut);
    for (char const* other : {"", "-", "1e3", "1.2.3", "12345678901234567890", "\"1\"", " 1"}) {
        BOOST_TEST(!viz::json::parse_plain(other).has_value(), other);
    }
}

BOOST_AUTO_TEST_CASE(numbers_with_many_zeros_are_exact) {
    BOOST_TEST(viz::json::to_number("0.0000000000000000001") == 1e-19);
    BOOST_TEST(viz::json::to_number("1000000000000000000") == 1e18);
    BOOST_TEST(viz::json::to_number("0.30000000000000004") == 0.30000000000000004);
}

BOOST_AUTO_TEST_CASE(words_for_numbers_are_none) {
    for (char const* word : {"\"-inf\"", "\"-nan\"", "\"infinity\"", "\"nan(1)\""}) {
        BOOST_TEST(viz::json::to_number(word) == 0);
        BOOST_TEST(!viz::json::number_of(word).has_value());
    }
    BOOST_TEST(viz::json::number_of("\"1e1\"").value() == 10);
    BOOST_TEST(!viz::json::number_of("\"1 \"").has_value());
}

std::string general(std::string_view number) {
    std::string out;
    viz::json::append_general(out, number);
    return out;
}

std::string fixed(std::string_view number) {
    std::string out;
    viz::json::append_fixed(out, number, 6);
    return out;
}

/// The printed text of a random number, of any shape that times have.
std::string random_number(std::mt19937& random) {
    std::string text = std::to_string(random() % 2'000'000'000U);
    if (random() % 2 == 0) text = "0";
    if (random() % 4 != 0) text += "." + std::to_string(random() % 10'000'000U);
    return random() % 8 == 0 ? "-" + text : text;
}

BOOST_AUTO_TEST_CASE(numbers_are_printed_as_the_c_library_prints_them) {
    auto const seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (int i = 0; i < 20'000; ++i) {
        std::string const text = random_number(random);
        char expected[64];
        double const value = std::stod(text);
        BOOST_REQUIRE_MESSAGE(viz::json::to_number(text) == value, text << ", seed " << seed);
        std::snprintf(expected, sizeof expected, "%.15g", value);
        BOOST_REQUIRE_MESSAGE(general(text) == expected, text << ", seed " << seed);
        std::snprintf(expected, sizeof expected, "%.6f", value);
        BOOST_REQUIRE_MESSAGE(fixed(text) == expected, text << ", seed " << seed);
    }
}

}  // namespace
