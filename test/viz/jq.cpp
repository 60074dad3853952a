// SPDX-License-Identifier: BSL-1.0
#include "jq.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string message_for(std::string const& expression, std::string_view head = {}, std::string_view tail = {}) {
    try {
        viz::jq_program const program{"--grep", expression, head, tail};
    } catch (viz::jq_error const& failure) {
        return failure.what();
    }
    return "compiled";
}

BOOST_AUTO_TEST_CASE(outputs_are_given_until_no_more_are_wanted) {
    viz::jq_program program{"--map", ".[]"};
    std::string why;
    std::string seen;
    auto const failure = program.run(std::move(*viz::jq_value::parse("[1,2,3]", why)), [&](viz::jq_value const& v) {
        seen += v.dump();
        return seen.size() < 2;
    });
    BOOST_TEST(seen == "12");
    BOOST_TEST(!failure.has_value());
}

BOOST_AUTO_TEST_CASE(a_run_time_error_is_told) {
    viz::jq_program program{"--map", "error(\"no\")"};
    std::string why;
    BOOST_TEST(
        program.run(std::move(*viz::jq_value::parse("1", why)), [](viz::jq_value const&) { return true; }).value()
        == "no");
}

BOOST_AUTO_TEST_CASE(a_syntax_error_is_pointed_at) {
    BOOST_TEST(message_for(".a[ | .b") == "--grep: syntax error, unexpected '|'\n  .a[ | .b\n      ^");
    BOOST_TEST(message_for(".a ==").ends_with("\n  .a ==\n       ^"));
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_pointed_at) {
    BOOST_TEST(message_for(".foo | foo(1)") == "--grep: foo/1 is not defined\n  .foo | foo(1)\n         ^");
}

BOOST_AUTO_TEST_CASE(the_place_is_that_in_the_users_expression) {
    BOOST_TEST(message_for("$r.x ]", "reduce .[1] as $r (.[0]; ", "\n)").ends_with("\n  $r.x ]\n       ^"));
}

BOOST_AUTO_TEST_CASE(what_libjq_cannot_read_says_why_without_the_text) {
    std::string why;
    BOOST_TEST(!viz::jq_value::parse(std::string(300, '[') + std::string(300, ']'), why).has_value());
    BOOST_TEST(why.starts_with("Exceeds depth limit for parsing"));
    BOOST_TEST(why.find('[') == std::string::npos);
}

}  // namespace
