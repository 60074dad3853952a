// SPDX-License-Identifier: BSL-1.0
#include "json/jq_members.hpp"

#include "json/jq.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

namespace {

/// Returns what an expression can read of the record below, as JSON.
std::string read_by(std::string const& expression) {
    std::string const record =
        R"({"start":1,"end":2,"data":{"a":{"b":3,"c":[{"d":4}]},"user":"jane"},"logs":[[0,10,"x"]]})";
    std::string why;
    return viz::jq_value::parse(record, why, viz::members_read_by(expression))->dump();
}

BOOST_AUTO_TEST_CASE(paths_read_their_values_and_nothing_else) {
    BOOST_TEST(read_by(".end") == R"({"end":2})");
    BOOST_TEST(read_by(".data.a.b == 3 and .end > 1") == R"({"end":2,"data":{"a":{"b":3}}})");
    BOOST_TEST(read_by(".data.a.b, .data.a") == R"({"data":{"a":{"b":3,"c":[{"d":4}]}}})");
    BOOST_TEST(read_by(".data.user.name") == R"({"data":{"user":"jane"}})");
    BOOST_TEST(read_by(".missing // \"x\"") == "{}");
    BOOST_TEST(read_by(".data.a.c[0].d?") == R"({"data":{"a":{"c":[{"d":4}]}}})");
}

BOOST_AUTO_TEST_CASE(what_follows_a_pipe_reads_what_is_before_it) {
    BOOST_TEST(read_by(".data.user | test(\"j\") and (. as $x | $x)") == R"({"data":{"user":"jane"}})");
    BOOST_TEST(read_by("[.start, .end] | map(tostring) | join(\"|\")") == R"({"start":1,"end":2})");
    BOOST_TEST(read_by("(.data.user | length) > .end") == R"({"end":2,"data":{"user":"jane"}})");
    BOOST_TEST(read_by("any(.logs[]?; .[1] <= 10)") == R"({"logs":[[0,10,"x"]]})");
    BOOST_TEST(read_by("first(.logs[], .end)[1]") == R"({"end":2,"logs":[[0,10,"x"]]})");
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_reads_everything) {
    std::string const all = read_by(".");
    for (char const* expression : {"..",
                                   ".[]",
                                   ".[\"end\"]",
                                   ".\"end\"",
                                   ".end.[0]",
                                   "keys",
                                   "length",
                                   "any(.a)",
                                   "all(.a)",
                                   "select(.end > 1)",
                                   "{end}",
                                   ".end |= 3",
                                   ".end = 3",
                                   ".end += 3",
                                   ".end //= 3",
                                   ".end as $x | .start",
                                   "def f: .start; .end | f",
                                   "if .end then . else 0 end",
                                   "try .end",
                                   "\"\\(.start)\"",
                                   ".end | \"\\(.)\"",
                                   "@json",
                                   "$ENV",
                                   "-. ",
                                   ".end # x",
                                   "reduce .logs[] as $l (0; . + 1)",
                                   "first(.a; .b)",
                                   "1e3",
                                   ".end; .start",
                                   "a::b"}) {
        BOOST_TEST(read_by(expression) == all, expression);
    }
}

/// Returns the outputs of an expression and its error.
std::string outcome(viz::jq_program& program, std::string const& record, viz::member_set const& wanted) {
    std::string why;
    std::string all;
    auto const failure =
        program.run(std::move(*viz::jq_value::parse(record, why, wanted)), [&](viz::jq_value const& v) {
            all += v.dump() + '\n';
            return true;
        });
    return all + failure.value_or("");
}

/// Each term is combined with each other one, by one operator: libjq takes long to compile an expression.
BOOST_AUTO_TEST_CASE(expressions_have_the_same_outputs_and_errors_as_for_the_whole_record) {
    std::array const records{
        R"({"start":1,"end":2.5,"data":{"user":"jane","n":[1,{"k":2}]},"timers":[["db",0,1],["x",1]]})",
        R"({"start":"x","data":"text","timers":null,"end":null})",
        R"({"data":{"user":{"name":"a"},"n":null},"data":{"user":7},"\u0065nd":4})", R"({"data":[1]})"};
    std::array const terms{".end",          ".data.user",          ".data.n[1].k",
                           "\"jane\"",      "(.start | tostring)", ".data.n[.end]",
                           ".timers[]?[0]", ".data .user",         "any(.timers[]?; .[2])"};
    std::array const operators{" == ", " // ", ", ", " and ", " + ", " | ", " < "};
    for (std::size_t i = 0; i < terms.size(); ++i) {
        for (std::size_t k = 0; k < terms.size(); ++k) {
            std::string const expression =
                std::string{terms[i]} + operators[(i * terms.size() + k) % operators.size()] + terms[k];
            viz::jq_program program{"--map", expression};
            auto const wanted = viz::members_read_by(expression);
            for (std::string const record : records) {
                BOOST_TEST(outcome(program, record, wanted) == outcome(program, record, viz::member_set::everything()),
                           expression << " for " << record);
            }
        }
    }
}

}  // namespace
