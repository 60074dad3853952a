// SPDX-License-Identifier: BSL-1.0
#include "filters/where.hpp"

#include "cli/usage_error.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

/// Returns whether a record passes, and checks that its bytes allow it.
bool keeps(std::string const& test, std::string const& line) {
    viz::member_filter filter{viz::parse_tests(test).at(0)};
    viz_test::read_line read{line};
    viz::output out;
    bool const kept = filter.keeps(*read.record(), out);
    BOOST_TEST((!kept || filter.may_keep(line)));  // bytes may only reject records that do not pass
    return kept;
}

BOOST_AUTO_TEST_CASE(a_member_is_looked_up_in_the_record_and_then_in_its_data) {
    std::string const line = R"({"end":2,"data":{"status":500,"end":9,"user":{"id":"x"}}})";
    BOOST_TEST(keeps("status=500", line));
    BOOST_TEST(keeps("data.status=500", line));
    BOOST_TEST(keeps("end=2", line));
    BOOST_TEST(keeps("data.end=9", line));
    BOOST_TEST(keeps("user.id=x", line));
    BOOST_TEST(!keeps("id=x", line));
}

BOOST_AUTO_TEST_CASE(numbers_compare_as_numbers) {
    std::string const line = R"({"data":{"n":1.5e2}})";
    BOOST_TEST(keeps("n=150", line));
    BOOST_TEST(keeps("n>149.9", line));
    BOOST_TEST(keeps("n<=150", line));
    BOOST_TEST(!keeps("n<150", line));
    BOOST_TEST(!keeps("n>=\"1\"", line));
}

BOOST_AUTO_TEST_CASE(integers_that_doubles_cannot_tell_apart_differ) {
    std::string const line = R"({"id":9007199254740993,"n":-18446744073709551617})";
    BOOST_TEST(keeps("id=9007199254740993", line));
    BOOST_TEST(!keeps("id=9007199254740992", line));
    BOOST_TEST(keeps("id>9007199254740992", line));
    BOOST_TEST(keeps("n<-18446744073709551616", line));
    BOOST_TEST(keeps("id=9007199254740992.0", line));  // not an integer, so both are doubles
}

BOOST_AUTO_TEST_CASE(not_every_word_for_a_number_is_one) {
    BOOST_TEST(!keeps("n<inf", R"({"n":1})"));
    BOOST_TEST(keeps("n=nan", R"({"n":"nan"})"));
}

BOOST_AUTO_TEST_CASE(text_compares_as_text) {
    std::string const line = R"({"data":{"s":"jan\u0065","b":true,"z":null,"n":"500"}})";
    BOOST_TEST(keeps("s=jane", line));
    BOOST_TEST(keeps("s~an", line));
    BOOST_TEST(keeps("b=true", line));
    BOOST_TEST(keeps("z=null", line));
    BOOST_TEST(keeps("n=500", line));
    BOOST_TEST(!keeps("s~x", line));
}

BOOST_AUTO_TEST_CASE(a_member_that_is_not_there_is_unequal_and_nothing_else) {
    BOOST_TEST(keeps("a!=1", R"({"b":1})"));
    BOOST_TEST(!keeps("a<1", R"({"b":1})"));
    BOOST_TEST(!keeps("a=1", R"({"a":{"b":1}})"));
}

BOOST_AUTO_TEST_CASE(members_that_only_some_records_have_are_found_in_the_record) {
    std::string const line = R"({"host":"a","data":{"host":"b","pid":1},"host":"c","outcome":{"code":3}})";
    BOOST_TEST(keeps("host=c", line));
    BOOST_TEST(keeps("data.host=b", line));
    BOOST_TEST(keeps("outcome.code=3", line));
    BOOST_TEST(keeps("pid=1", line));
    BOOST_TEST(keeps("timers.0.0=db", R"({"timers":[["db",0,1]]})"));
}

BOOST_AUTO_TEST_CASE(elements_have_numbers) { BOOST_TEST(keeps("logs.1.2=b", R"({"logs":[[0,30,"a"],[0,30,"b"]]})")); }

BOOST_AUTO_TEST_CASE(names_may_be_written_with_escapes) {
    BOOST_TEST(keeps("status=1", R"({"data":{"st\u0061tus":1}})"));
}

BOOST_AUTO_TEST_CASE(names_may_hold_controls_that_json_does_not_escape) {
    BOOST_TEST(keeps("st\u200fatus\u0085=1", "{\"data\":{\"st\u200fatus\u0085\":1}}"));
}

BOOST_AUTO_TEST_CASE(of_equal_members_the_last_is_compared) {
    BOOST_TEST(keeps("a=2", R"({"a":1,"a":2})"));
    BOOST_TEST(!keeps("a=1", R"({"a":1,"a":2})"));
}

BOOST_AUTO_TEST_CASE(bytes_refuse_most_lines) {
    viz::member_filter const filter{viz::parse_tests("status=500").at(0)};
    BOOST_TEST(!filter.may_keep(R"({"data":{"status":200}})"));
    BOOST_TEST(!filter.may_keep(R"({"data":{"code":500}})"));
    BOOST_TEST(filter.may_keep(R"({"data":{"status" : 500}})"));
    BOOST_TEST(filter.may_keep("{\"data\":{\"status\"\r:\r500}}"));
    BOOST_TEST(!filter.may_keep(R"("status")"));
    BOOST_TEST(!filter.may_keep(R"("status": )"));
}

BOOST_AUTO_TEST_CASE(tests_are_joined_by_two_ampersands) {
    auto const tests = viz::parse_tests(R"(a=1 && b.c ~ "x && y" && d!=z)");
    BOOST_TEST(tests.size() == 3);
    BOOST_TEST(tests.at(1).text == "x && y");
    BOOST_TEST(tests.at(1).path.at(1) == "c");
    BOOST_TEST(!tests.at(1).number.has_value());
}

BOOST_AUTO_TEST_CASE(a_word_is_part_of_a_value_that_no_comparison_follows) {
    BOOST_TEST(viz::parse_tests("a=salt and pepper").at(0).text == "salt and pepper");
    BOOST_TEST(viz::parse_tests("a=\"b and c=d\"").at(0).text == "b and c=d");
    BOOST_TEST(viz::parse_tests("a=android=x").at(0).text == "android=x");
    BOOST_TEST(viz::parse_tests("a=").at(0).text.empty());
}

BOOST_AUTO_TEST_CASE(in_quotes_a_quote_and_a_backslash_follow_a_backslash) {
    BOOST_TEST(viz::parse_tests(R"(a="say \"hi\" to c:\\x || y")").at(0).text == R"(say "hi" to c:\x || y)");
    BOOST_TEST(viz::parse_tests(R"(a=c:\x)").at(0).text == R"(c:\x)");
}

BOOST_AUTO_TEST_CASE(a_wrong_test_is_pointed_at) {
    for (auto const& [test, column] : std::vector<std::pair<std::string, std::size_t>>{
             {"status 5", 8},        {"=5", 0},          {"a=\"x", 4},       {"a=1 && b", 8},           {"a!b", 1},
             {"a=1 &&", 6},          {"a=5 and b=1", 4}, {"a=5 AND b=1", 4}, {"a=1 && b=5 or c>1", 11}, {"a>", 2},
             {"a<= && b=1", 4},      {"a=1 && ", 7},     {R"(a="1"&&)", 7},  {"a=1 || b=2", 4},         {"a || b=2", 2},
             {R"(a="1" || b=2)", 6}, {R"(a="\n")", 3},   {R"(a="\)", 3},     {R"(a="1" b)", 6},         {" ", 1}}) {
        try {
            static_cast<void>(viz::parse_tests(test));
            BOOST_ERROR(test + " was taken");
        } catch (viz::usage_error const& failure) {
            BOOST_TEST(std::string{failure.what()}.ends_with("\n  " + std::string(column, ' ') + "^"), failure.what());
        }
    }
}

}  // namespace
