// SPDX-License-Identifier: BSL-1.0
#include "views/labeller.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

namespace {

/// Returns the label of a record and the messages about it.
std::string label_of(std::string const& by, std::string const& line) {
    viz::jq_input input;
    viz::labeller labels{by, input};
    viz_test::read_line read{line};
    viz::output out;
    auto const label = labels.of(*read.record(), out);
    std::string shown = label ? std::string{*label} : "none";
    for (auto const& remark : out.remarks()) shown += '\n' + remark.text;
    return shown;
}

BOOST_AUTO_TEST_CASE(one_member_is_shown_as_its_text) {
    BOOST_TEST(label_of("user", R"({"data":{"user":"jane"}})") == "jane");
    BOOST_TEST(label_of("user", R"({"data":{"user":"\u006ane"}})") == "jne");
    BOOST_TEST(label_of("data", R"({"data":{"user":7}})") == R"({"user":7})");
}

BOOST_AUTO_TEST_CASE(several_members_are_joined_and_one_that_is_missing_is_a_dash) {
    std::string const line = R"({"data":{"method":"GET","status":200,"user":null}})";
    BOOST_TEST(label_of("method,status", line) == "GET, 200");
    BOOST_TEST(label_of("status,user,method", line) == "200, -, GET");
}

BOOST_AUTO_TEST_CASE(a_record_that_has_none_of_the_members_has_no_label) {
    BOOST_TEST(label_of("user", R"({"data":{"user":null}})") == "none");
    BOOST_TEST(label_of("a,b", R"({})") == "none");
}

BOOST_AUTO_TEST_CASE(the_first_output_of_an_expression_is_the_label) {
    BOOST_TEST(label_of(".data | .a, .b", R"({"data":{"a":"x","b":"y"}})") == "x");
    BOOST_TEST(label_of(".end > 1", R"({"end":2})") == "true");
    BOOST_TEST(label_of(".data.a", R"({"data":{}})") == "none");
    BOOST_TEST(label_of("empty", R"({})") == "none");
}

BOOST_AUTO_TEST_CASE(an_expression_that_fails_is_reported_and_gives_no_label) {
    BOOST_TEST(label_of(".data + 1", R"({"data":"x"})")
               == "none\n--by failed for the record, which counts as one without a value: string (\"x\") and number (1) cannot be added");
}

BOOST_AUTO_TEST_CASE(an_expression_that_cannot_be_compiled_is_refused) {
    viz::jq_input input;
    BOOST_CHECK_THROW((viz::labeller{"a b", input}), viz::jq_error);
}

}  // namespace
