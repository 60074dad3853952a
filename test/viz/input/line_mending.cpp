// SPDX-License-Identifier: BSL-1.0
#include "input/line_mending.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace std::string_literals;

std::string mended(std::string part) {
    part.resize(viz::mend_line(part));
    return part;
}

BOOST_AUTO_TEST_CASE(one_byte_is_left_of_a_hole) {
    BOOST_TEST(mended("\0\0\0a\0b\0\0"s) == "\0a\0b\0"s);
    BOOST_TEST(mended(std::string(1000, '\0')) == "\0"s);
}

BOOST_AUTO_TEST_CASE(carriage_returns_end_lines_unless_a_line_feed_may_follow) {
    BOOST_TEST(mended("a\rb\r") == "a\nb\r");
    BOOST_TEST(mended("").empty());
}

}  // namespace
