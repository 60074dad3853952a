// SPDX-License-Identifier: BSL-1.0
#include "text/lines.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string lines(std::string const& logs, viz::text::line_style style = {}) {
    viz_test::read_line read{"{\"logs\":" + logs + "}"};
    std::string out;
    viz::text::append_lines(out, *read.record(), style);
    return out.substr(0, out.find("  |_"));
}

BOOST_AUTO_TEST_CASE(text_is_text_and_what_follows_it_is_json) {
    BOOST_TEST(lines(R"([[0.1,30,"a",{"k":1},2]])") == "  | 0.100000 [ INFO] a [{\"k\":1},2]\n");
    BOOST_TEST(lines(R"([[0,30,"a",18446744073709551617]])") == "  | 0.000000 [ INFO] a 18446744073709551617\n");
    BOOST_TEST(lines(R"([[0,30,{"k":1.50},null]])") == "  | 0.000000 [ INFO] [{\"k\":1.50},null]\n");
}

BOOST_AUTO_TEST_CASE(further_lines_are_indented_unless_they_are_to_stay) {
    BOOST_TEST(lines(R"([[0,30,"a\nb\n"]])") == "  | 0.000000 [ INFO] a\n  |                  b\n");
    BOOST_TEST(lines(R"([[0,30,"a\nb"]])", {.preserve_newlines = true}) == "  | 0.000000 [ INFO] a\nb\n");
}

BOOST_AUTO_TEST_CASE(escape_codes_of_a_message_are_shown) {
    BOOST_TEST(lines(R"([[0,30,"\u001b[31m\u009b\u0007"]])") == "  | 0.000000 [ INFO] \\u001b[31m\\u009b\\u0007\n");
}

BOOST_AUTO_TEST_CASE(a_switch_decides_about_its_level_and_the_verbosity_about_the_others) {
    viz::text::line_style const style{.verbosity = 15, .error = false, .info = true};
    BOOST_TEST(!style.shows(10));
    BOOST_TEST(style.shows(30));
    BOOST_TEST(style.shows(11));
    BOOST_TEST(!style.shows(31));
}

/// The last line of a record.
std::string last_line(std::string record) {
    viz_test::read_line read{std::move(record)};
    std::string out;
    viz::text::append_lines(out, *read.record(), {});
    return out.substr(out.find("  |_"));
}

BOOST_AUTO_TEST_CASE(a_record_without_an_end_ends_with_its_latest_line_or_timer) {
    BOOST_TEST(last_line(R"({"logs":[[0.5,30,"x"]],"timers":[["t",0.1]]})") == "  |_0.500000 [END]\n\n");
    BOOST_TEST(last_line(R"({"end":null,"timers":[["t",0.1,0.75]]})") == "  |_0.750000 [END]\n\n");
    BOOST_TEST(last_line("{}") == "  |_0.000000 [END]\n\n");
    BOOST_TEST(last_line(R"({"end":-1.5,"logs":[[0.5,30,"x"]]})") == "  |_-1.500000 [END]\n\n");
}

BOOST_AUTO_TEST_CASE(levels_may_be_text) {
    BOOST_TEST(lines(R"([[0,"20","a"],[0,"w\u001b","b"]])") == "  | 0.000000 [ WARN] a\n  | 0.000000 [w\\u001b] b\n");
}

}  // namespace
