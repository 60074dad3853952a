// SPDX-License-Identifier: BSL-1.0
#include "json/number.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>

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

}  // namespace
