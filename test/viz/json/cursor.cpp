// SPDX-License-Identifier: BSL-1.0
#include "json/cursor.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using viz::json::cursor;

BOOST_AUTO_TEST_CASE(a_value_keeps_its_bytes) {
    for (std::string const value : {"1.50", "\"a\\\"]\"", "[1, {\"}\":[]}]", "{}", "null", "-0"}) {
        std::string const text = " " + value + " ";
        BOOST_TEST(cursor{text}.value() == value);
    }
}

BOOST_AUTO_TEST_CASE(a_scalar_may_end_with_the_text) {
    std::string const text = "12";
    BOOST_TEST(cursor{text}.value() == "12");
}

BOOST_AUTO_TEST_CASE(members_and_elements_are_visited_in_order) {
    std::string const text = R"({ "a" : [1 , "x", []], "b":{} })";
    std::vector<std::string> seen;
    cursor at{text};
    at.members([&](std::string_view key) {
        seen.emplace_back(key);
        if (at.peek() == '[') {
            at.elements([&] { seen.emplace_back(at.value()); });
        } else {
            seen.emplace_back(at.value());
        }
    });
    BOOST_TEST(seen == (std::vector<std::string>{"\"a\"", "1", "\"x\"", "[]", "\"b\"", "{}"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(empty_containers_have_nothing_to_visit) {
    std::string const text = "[ ]";
    cursor{text}.elements([] { BOOST_TEST(false); });
}

}  // namespace
