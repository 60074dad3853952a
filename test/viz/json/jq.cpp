// SPDX-License-Identifier: BSL-1.0
#include "json/jq.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string message_for(std::string const& expression, std::string_view head = {}) {
    try {
        viz::jq_program const program{"--grep", expression, head};
    } catch (viz::jq_error const& failure) {
        return failure.what();
    }
    return "compiled";
}

/// Returns the error message of an expression for a value.
std::string failure_of(std::string const& expression, std::string_view json) {
    std::string why;
    return viz::jq_program{"--map", expression}
        .run(std::move(*viz::jq_value::parse(json, why)), [](viz::jq_value const&) { return true; })
        .value_or("nothing");
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

BOOST_AUTO_TEST_CASE(a_run_time_error_is_told) { BOOST_TEST(failure_of("error(\"no\")", "1") == "no"); }

BOOST_AUTO_TEST_CASE(an_expression_that_halts_fails) {
    BOOST_TEST(failure_of("1, halt", "1") == "halted");
    BOOST_TEST(failure_of("halt_error", "\"bye\"") == "halted: bye");
    BOOST_TEST(failure_of("halt_error(1)", "{}") == "halted: {}");
}

BOOST_AUTO_TEST_CASE(a_program_goes_on_after_it_halted) {
    viz::jq_program program{"--map", "if . == 1 then halt else . end"};
    std::string why;
    std::string seen;
    for (char const* json : {"1", "2"}) {
        auto const failure = program.run(std::move(*viz::jq_value::parse(json, why)), [&](viz::jq_value const& v) {
            seen += v.dump();
            return true;
        });
        seen += failure.value_or(".");
    }
    BOOST_TEST(seen == "halted2.");
}

BOOST_AUTO_TEST_CASE(a_number_that_is_no_time_is_an_error) {
    for (char const* expression : {"todate", "todateiso8601", "strftime(\"%Y\")", "strflocaltime(\"%Y\")"}) {
        BOOST_TEST(failure_of(expression, "1e18").ends_with("converting number of seconds since epoch to datetime"));
        BOOST_TEST(failure_of(expression, "1764057600.5") == "nothing");
        BOOST_TEST(failure_of("gmtime | " + std::string{expression}, "1764057600.5") == "nothing");
    }
    BOOST_TEST(failure_of("strftime([])", "1") == "a format of times is a string");
    BOOST_TEST(failure_of("strflocaltime(1)", "1") == "a format of times is a string");
}

BOOST_AUTO_TEST_CASE(what_nests_too_deep_to_be_written_is_json) {
    viz::jq_program program{"--map", R"(reduce range(300) as $i (1; [., "<a\"b>"]))"};
    std::string json;
    static_cast<void>(program.run(viz::jq_value{jv_null()}, [&](viz::jq_value const& v) {
        json = v.dump();
        return true;
    }));
    BOOST_TEST(json.find("[\"<s") != std::string::npos);
    BOOST_TEST(json.ends_with(R"(,"<a\"b>"])"));
    std::string why;
    BOOST_TEST(viz::jq_value::parse(json.substr(1, json.rfind(',') - 1), why).has_value());
}

BOOST_AUTO_TEST_CASE(a_syntax_error_is_pointed_at) {
    BOOST_TEST(message_for(".a[ | .b") == "--grep: syntax error, unexpected '|'\n  .a[ | .b\n      ^");
    BOOST_TEST(message_for(".a ==").ends_with("\n  .a ==\n       ^"));
}

BOOST_AUTO_TEST_CASE(modules_are_refused) {
    BOOST_TEST(message_for("import \"a\" as a; .").ends_with("\n  import \"a\" as a; .\n  ^"));
    BOOST_TEST(message_for("include \"a\"; .").starts_with("--grep: syntax error, unexpected include"));
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_pointed_at) {
    BOOST_TEST(message_for(".foo | foo(1)") == "--grep: foo/1 is not defined\n  .foo | foo(1)\n         ^");
}

BOOST_AUTO_TEST_CASE(the_place_is_that_in_the_users_expression) {
    BOOST_TEST(message_for("$r.x ]", ". as $r | ").ends_with("\n  $r.x ]\n       ^"));
}

std::string dumped(std::string const& json) {
    std::string why;
    auto const value = viz::jq_value::parse(json, why);
    return value ? value->dump() : why;
}

/// Returns what libjq's own parser makes of the text.
std::string read_by_libjq(std::string const& json) {
    viz::jq_value value{jv_parse(json.c_str())};
    if (value.kind() != JV_KIND_INVALID) return value.dump();
    std::string const why{viz::jq_value{jv_invalid_get_msg(value.release())}.text()};
    return why.substr(0, why.find(" (while parsing"));
}

BOOST_AUTO_TEST_CASE(values_are_those_that_libjq_reads) {
    for (std::string const json : {"null",
                                   " true ",
                                   "false",
                                   "0",
                                   "-0",
                                   "-0.0",
                                   "12",
                                   "1.50",
                                   "0.1",
                                   "1700000000.123456",
                                   "123456789012345",
                                   "1234567890123456",
                                   "9007199254740993",
                                   "18446744073709551617",
                                   "1e3",
                                   "1E-400",
                                   "-1e400",
                                   "0.000001",
                                   "123456.7890123456789",
                                   "\"\"",
                                   "\"a\\u00e9\\\"\\\\ \\n\\u0000\\ud83d\\ude00\"",
                                   "\"\u65e5\"",
                                   "[ ]",
                                   "{ }",
                                   "[1,[2,{}],\"x\"]",
                                   R"({"b":1,"a":{"c":[true]},"b":2,"\u0061":3})"}) {
        BOOST_TEST(dumped(json) == read_by_libjq(json), json);
    }
}

BOOST_AUTO_TEST_CASE(values_may_nest_as_deep_as_libjq_reads_them) {
    auto const nested = [](std::size_t depth, std::string const& open, std::string const& close) {
        std::string json;
        for (std::size_t i = 0; i < depth; ++i) json += open;
        json += "1";
        for (std::size_t i = 0; i < depth; ++i) json += close;
        return json;
    };
    for (std::size_t depth = 126; depth < 131; ++depth) {
        std::string const objects = nested(depth, R"({"a":)", "}");
        BOOST_TEST(dumped(objects) == read_by_libjq(objects), depth);
    }
    for (std::size_t depth = 254; depth < 259; ++depth) {
        std::string const arrays = nested(depth, "[", "]");
        BOOST_TEST(dumped(arrays) == read_by_libjq(arrays), depth);
    }
}

BOOST_AUTO_TEST_CASE(what_libjq_cannot_read_says_why_without_the_text) {
    std::string why;
    BOOST_TEST(!viz::jq_value::parse(std::string(300, '[') + std::string(300, ']'), why).has_value());
    BOOST_TEST(why.starts_with("Exceeds depth limit for parsing"));
    BOOST_TEST(why.find('[') == std::string::npos);
}

}  // namespace
