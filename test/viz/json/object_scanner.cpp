// SPDX-License-Identifier: BSL-1.0
#include "json/object_scanner.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using outcome = viz::json::object_scanner::outcome;

/// Returns what follows the object that begins the first line, or a word for an object that has no end.
std::string rest_of(std::vector<std::string_view> const& lines) {
    viz::json::object_scanner scanner;
    auto found = outcome::incomplete;
    std::size_t at = 0;
    std::string_view rest;
    for (bool first = true; auto const line : lines) {
        if (found != outcome::incomplete) return "there are more lines";
        at = 0;
        found = first ? scanner.begin(line, at) : scanner.go_on(line, at);
        rest = line;
        first = false;
    }
    if (found == outcome::complete) return std::string{rest.substr(at)};
    return found == outcome::incomplete ? "incomplete" : "broken";
}

BOOST_AUTO_TEST_CASE(an_object_ends_at_its_own_brace) {
    BOOST_TEST(rest_of({R"({"a":{"b":[{}]}} rest)"}) == " rest");
    BOOST_TEST(rest_of({R"({"a}\"}":"}"}{)"}) == "{");
    BOOST_TEST(rest_of({R"({"a":[-1.5e+3,true,false,null,"x"]}.)"}) == ".");
}

BOOST_AUTO_TEST_CASE(an_object_may_continue_on_other_lines) {
    BOOST_TEST(rest_of({"{", "  \"a\": 1,\r", "", "  \"b\": [", "  ]", "}, {"}) == ", {");
    BOOST_TEST(rest_of({"{\"a\":1"}) == "incomplete");
    BOOST_TEST(rest_of({"{"}) == "incomplete");
}

BOOST_AUTO_TEST_CASE(a_string_ends_on_its_line) {
    BOOST_TEST(rest_of({"{\"a\":\"x"}) == "broken");
    BOOST_TEST(rest_of({"{\"a\":\"x\\"}) == "broken");
    BOOST_TEST(rest_of({{"{\"a\":\"\0\"}", 9}}) == "broken");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_json_is_noticed_before_its_end) {
    for (auto const* const line : {"{ and so on", "{{", "{\"a\" \"b\"", "{\"a\":1 {", "{\"a\":1,}", "{,", "{\"a\"::1",
                                   "{\"a\":}", "{\"a\":{} 1"}) {
        BOOST_TEST(rest_of({line}) == "broken", line);
    }
    BOOST_TEST(rest_of({"{\"a\":[1", "{\"start\":1}"}) == "broken");
}

}  // namespace
