// SPDX-License-Identifier: BSL-1.0
#include "input/line_joiner.hpp"

#include "input/block.hpp"
#include "json/padding.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

void take(viz::line_joiner& joiner, std::string line, std::string& out) {
    std::size_t const size = line.size();
    line.append(viz::json::padding, '\n');
    joiner.take(std::string_view{line}.substr(0, size), out);
}

/// Returns all lines that the joiner makes, each with `|` in the place of its line feed.
std::string joined(std::vector<std::string> const& lines) {
    viz::line_joiner joiner;
    std::string out;
    for (auto const& line : lines) take(joiner, line, out);
    joiner.finish(out);
    BOOST_TEST(joiner.is_idle());
    std::ranges::replace(out, '\n', '|');
    return out;
}

std::string cri(std::string const& stream_and_tag, std::string const& text) {
    return "2024-01-01T00:00:00.000000000Z " + stream_and_tag + " " + text;
}

BOOST_AUTO_TEST_CASE(an_object_of_several_lines_is_on_its_first_line) {
    BOOST_TEST(joined({"{", "  \"a\": 1,", "  \"b\": 2", "}", "next"}) == "{ \"a\": 1, \"b\": 2 }||||next|");
    BOOST_TEST(joined({"[", "  {", "    \"a\": 1", "  }, {", "    \"a\": 2", "  }", "]", "next"})
               == "[|{ \"a\": 1 }||, { \"a\": 2 }|||]|next|");
    BOOST_TEST(joined({"text {", "\"a\":1} # more", "next"}) == "text { \"a\":1}||next|");
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_object_after_all_stay_as_they_are) {
    BOOST_TEST(joined({"int main() {", "  return 0;", "}"}) == "int main() {|  return 0;|}|");
    BOOST_TEST(joined({"{\"start\":1,\"logs\":[[0.1", "{\"start\":2}"})
               == "{\"start\":1,\"logs\":[[0.1|{\"start\":2}|");
    BOOST_TEST(joined({"{\"start\":1,", "  \"end\":2"}) == "{\"start\":1,|  \"end\":2|");
    BOOST_TEST(joined({"{\"start\":1} {", "\"start\":2}"}) == "{\"start\":1} {|\"start\":2}|");
}

BOOST_AUTO_TEST_CASE(a_record_after_one_that_was_cut_is_not_held_back) {
    std::string const record = "{\"start\":4,\"end\":1}";
    for (std::string const cut : {"{\"start\":3,\"data\":", "{\"start\":3,\"logs\":[[0,30,\"m\"],"}) {
        viz::line_joiner joiner;
        std::string out;
        take(joiner, cut, out);
        take(joiner, record + "\r", out);
        BOOST_TEST(out == cut + '\n' + record + "\r\n");
        BOOST_TEST(joiner.is_idle());
        BOOST_TEST(joined({cri("stdout F", cut), cri("stdout F", record)}) == cut + '|' + record + '|');
    }
}

BOOST_AUTO_TEST_CASE(objects_on_lines_of_their_own_may_be_part_of_another) {
    BOOST_TEST(joined({"{\"start\":3,\"data\":[", "  {\"start\":4},", "  {\"start\":5}", "]}"})
               == "{\"start\":3,\"data\":[ {\"start\":4}, {\"start\":5} ]}||||");
    BOOST_TEST(joined({"{", "\"data\":", "{\"start\":5}", "}"}) == "{ \"data\": {\"start\":5} }||||");
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_line_are_joined_for_each_stream) {
    BOOST_TEST(
        joined({cri("stdout P", "{\"a\""), cri("stderr P", "{\"b\""), cri("stdout F", ":1}"), cri("stderr F", ":2}")})
        == "||{\"a\":1}|{\"b\":2}|");
    BOOST_TEST(joined({cri("stdout P", "{\"a\""), cri("stdout P", ":1}")}) == "|{\"a\":1}|");
}

BOOST_AUTO_TEST_CASE(wrapped_lines_may_together_be_one_object) {
    BOOST_TEST(
        joined({cri("stdout F", "{"), cri("stderr F", "{\"b\":2}"), cri("stdout F", " \"a\":1"), cri("stdout F", "}")})
        == "|{\"b\":2}||{ \"a\":1 }|");
    BOOST_TEST(joined({cri("stdout F", "{"), cri("stdout F", "{\"b\":2}")}) == "{|{\"b\":2}|");
}

BOOST_AUTO_TEST_CASE(wrapped_text_without_an_object_leaves_an_empty_line) {
    BOOST_TEST(joined({cri("stdout F", "listening"), cri("stdout F", "{\"a\":1}")}) == "|{\"a\":1}|");
    BOOST_TEST(joined({cri("stdout F", "{\"a\":1"), cri("stdout F", "listening")}) == "{\"a\":1||");
}

BOOST_AUTO_TEST_CASE(each_line_leaves_a_line_even_if_streams_alternate) {
    BOOST_TEST(joined({cri("stdout F", "{\"a\":"), cri("stderr F", "{\"b\":2}"), cri("stdout F", "{\"c\":"),
                       cri("stdout F", "text"), cri("stdout F", "{\"d\":4}")})
               == "|{\"b\":2}|{\"a\": {\"c\":||{\"d\":4}|");
}

BOOST_AUTO_TEST_CASE(a_message_of_several_lines_stays_one_line) {
    BOOST_TEST(joined({R"({"_PID":"1","MESSAGE":"{\n\"a\":1\n}"})"}) == "{ \"a\":1 }|");
}

BOOST_AUTO_TEST_CASE(colours_are_left_out) {
    BOOST_TEST(joined({"\x1b[1m{\x1b[0m", "\x1b[34m\"a\"\x1b[0m:1", "}"}) == "{ \"a\":1 }|||");
}

BOOST_AUTO_TEST_CASE(what_has_no_end_is_bounded) {
    viz::line_joiner joiner;
    std::string out;
    std::string const part(std::size_t{1} << 20, 'x');
    take(joiner, cri("stdout P", "{\"a\":\""), out);
    for (int i = 1; i < 40; ++i) take(joiner, cri("stdout P", part), out);
    take(joiner, cri("stdout F", "x"), out);
    BOOST_TEST(out.size() < 200);
    take(joiner, cri("stdout F", "{\"a\":1}"), out);
    BOOST_TEST(std::ranges::count(out, '\n') == 42);
    BOOST_TEST(out.ends_with("\n{\"a\":1}\n"));
    BOOST_TEST(joiner.is_idle());
    out.clear();
    take(joiner, "{", out);
    for (int i = 0; i < 40; ++i) take(joiner, "\"" + part + "\":1,", out);
    BOOST_TEST(out.size() > 2 * viz::longest_line);
}

BOOST_AUTO_TEST_CASE(ordinary_records_need_no_joining) {
    for (auto const* const line :
         {"{\"start\":1}", "file:{\"start\":1} ", "", "text", "2024-01-01T00:00:00Z {\"start\":1}"}) {
        BOOST_TEST(!viz::line_joiner::is_needed_for(line), line);
    }
    for (auto const* const line : {"{", "  [ ", "{\"start\":1,", "[{\"a\":1},", "text {", "{\"log\":\"x\"}"}) {
        BOOST_TEST(viz::line_joiner::is_needed_for(line), line);
    }
}

}  // namespace
