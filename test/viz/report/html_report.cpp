// SPDX-License-Identifier: BSL-1.0
#include "report/html_report.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view block_begin = "<script type=\"application/json\" class=\"records\">\n";
constexpr std::string_view block_end = "</script>\n";

std::string page_of(std::vector<std::string> const& records, std::string_view source = "",
                    viz::report_limits limits = {}) {
    std::ostringstream out;
    viz::html_report report(out, source, limits);
    for (auto const& record : records) report.add(record);
    BOOST_TEST(report.finish());
    return out.str();
}

std::vector<std::string> blocks_of(std::string_view page) {
    std::vector<std::string> blocks;
    for (std::size_t at = page.find(block_begin); at != page.npos; at = page.find(block_begin, at)) {
        at += block_begin.size();
        blocks.emplace_back(page.substr(at, page.find(block_end, at) - at));
    }
    return blocks;
}

std::string about_of(std::string_view page) {
    constexpr std::string_view begin = "id=\"about\">";
    std::size_t const at = page.find(begin) + begin.size();
    return std::string(page.substr(at, page.find(block_end, at) - at));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(html_report)

BOOST_AUTO_TEST_CASE(records_stand_in_a_data_block_one_line_each) {
    auto const blocks = blocks_of(page_of({R"({"start":1})", R"({"start":2})"}));
    BOOST_TEST_REQUIRE(blocks.size() == 1U);
    BOOST_TEST(blocks[0] == "{\"start\":1}\n{\"start\":2}\n");
}

BOOST_AUTO_TEST_CASE(a_page_without_records_has_no_block) {
    std::string const page = page_of({});
    BOOST_TEST(blocks_of(page).empty());
    BOOST_TEST(about_of(page) == R"({"source":"","records":0,"left_out":0})");
    BOOST_TEST(page.ends_with("</html>\n"));
}

BOOST_AUTO_TEST_CASE(nothing_in_a_record_can_end_its_block) {
    auto const blocks = blocks_of(page_of({R"({"a":"</script><!--<script>"})"}));
    BOOST_TEST_REQUIRE(blocks.size() == 1U);
    BOOST_TEST(blocks[0] == "{\"a\":\"\\u003c/script>\\u003c!--\\u003cscript>\"}\n");
}

BOOST_AUTO_TEST_CASE(a_line_end_in_a_record_becomes_a_space) {
    BOOST_TEST(blocks_of(page_of({"{\r\n\"start\":1}\n"}))[0] == "{  \"start\":1} \n");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_passed_on) {
    BOOST_TEST(blocks_of(page_of({"{\"a\":\"\xff\xc3<\"}"}))[0] == "{\"a\":\"\xff\xc3\\u003c\"}\n");
}

BOOST_AUTO_TEST_CASE(a_source_is_told_whatever_it_is_called) {
    BOOST_TEST(about_of(page_of({}, "a\"b</script>")) == R"({"source":"a\"b\u003c/script>","records":0,"left_out":0})");
}

BOOST_AUTO_TEST_CASE(many_records_are_parted_into_blocks) {
    std::string const record = "{\"a\":\"" + std::string(300'000, 'x') + "\"}";
    auto const blocks = blocks_of(page_of({record, record, record, record, record}));
    BOOST_TEST_REQUIRE(blocks.size() == 2U);
    BOOST_TEST(blocks[0].size() == 4 * (record.size() + 1));
    BOOST_TEST(blocks[1].size() == record.size() + 1);
}

BOOST_AUTO_TEST_CASE(the_first_records_are_kept_when_there_are_too_many) {
    std::string const page = page_of({"1", "2", "3", "4"}, "", {.records = 2});
    BOOST_TEST(blocks_of(page)[0] == "1\n2\n");
    BOOST_TEST(about_of(page) == R"({"source":"","records":2,"left_out":2})");
}

BOOST_AUTO_TEST_CASE(no_record_is_taken_after_the_first_that_is_too_long) {
    std::string const page = page_of({"1", "22222222", "3"}, "", {.bytes = 8});
    BOOST_TEST(blocks_of(page)[0] == "1\n");
    BOOST_TEST(about_of(page) == R"({"source":"","records":1,"left_out":2})");
}

BOOST_AUTO_TEST_CASE(the_message_says_what_was_left_out) {
    std::ostringstream out;
    viz::html_report report(out, "", {.records = 1});
    report.add("1");
    BOOST_TEST(report.message().empty());
    report.add("2");
    BOOST_TEST(report.message().starts_with("the report has the first 1 of 2 records"));
    BOOST_TEST(report.finish());
}

BOOST_AUTO_TEST_CASE(a_stream_that_fails_is_told) {
    std::ostringstream out;
    viz::html_report report(out, "");
    out.setstate(std::ios::badbit);
    report.add("1");
    BOOST_TEST(!report.finish());
}

BOOST_AUTO_TEST_CASE(the_page_loads_nothing) {
    std::string const page = page_of({});
    BOOST_TEST(page.find("default-src 'none'") != page.npos);
    BOOST_TEST(page.find(" src=") == page.npos);
}

BOOST_AUTO_TEST_SUITE_END()
