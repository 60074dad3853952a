// SPDX-License-Identifier: BSL-1.0
#include "record/record.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using viz_test::read_line;

std::string why_not(std::string line) {
    read_line read{std::move(line)};
    BOOST_TEST(read.record() == nullptr);
    return read.why();
}

BOOST_AUTO_TEST_CASE(a_record_is_at_the_place_of_its_object) {
    for (auto const how_much : {viz::extent::all, viz::extent::outline}) {
        viz_test::read_line read{R"(app.log:{"start":1})", 100};
        BOOST_TEST(read.record(how_much)->position == 108);
    }
}

BOOST_AUTO_TEST_CASE(a_record_gives_the_bytes_of_its_values) {
    read_line read{
        R"({"logs":[[0.1,30,"m",{"k":1}]],"end":2E-1,"start":1.50,"timers":[["t",0,0.2,{}]],"data":{"a":1}})"};
    auto const& r = *read.record();
    BOOST_TEST(r.start == "1.50");
    BOOST_TEST(r.end == "2E-1");
    BOOST_TEST(r.data == R"({"a":1})");
    BOOST_TEST(r.lines.at(0).level == "30");
    BOOST_TEST(r.lines[0].items[1] == R"({"k":1})");
    BOOST_TEST(r.timers.at(0).end == "0.2");
}

BOOST_AUTO_TEST_CASE(what_stands_before_the_object_is_left_out) {
    read_line read{"logs/{a}/{}.log:{\"start\":1}\r"};
    BOOST_TEST(read.record()->bytes == "{\"start\":1}\r");
    BOOST_TEST(read.record()->json == "{\"start\":1}");
}

BOOST_AUTO_TEST_CASE(the_rest_of_a_cut_record_is_no_record_of_its_own) {
    BOOST_TEST(why_not(R"({"start":1,"data":{"a":1})") == "not valid JSON");
}

BOOST_AUTO_TEST_CASE(old_timers_and_those_of_other_programs_are_read) {
    read_line old{R"({"timers":{"z":[0,1],"a":[2,3]}})"};
    BOOST_TEST(old.record()->timers.at(1).name == "\"a\"");
    BOOST_TEST(old.record()->timers.at(1).end == "3");
    read_line named{R"({"timers":{"q":{"start":0,"end":1,"name":"q"}}})"};
    BOOST_TEST(named.record()->timers.at(0).end == "1");
}

BOOST_AUTO_TEST_CASE(old_timers_may_have_a_detail) {
    read_line read{R"({"timers":{"a":[0,1,{"busy":0.5}],"b":[0,1]}})"};
    BOOST_TEST(read.record()->timers.at(0).detail == R"({"busy":0.5})");
    BOOST_TEST(read.record()->timers.at(1).detail.empty());
}

BOOST_AUTO_TEST_CASE(a_timer_may_have_no_end) {
    read_line read{R"({"timers":[["a",1],["b",1,null],"c"]})"};
    BOOST_TEST(read.record()->timers.size() == 2);
    BOOST_TEST(read.record()->timers.at(1).end.empty());
}

BOOST_AUTO_TEST_CASE(lines_of_another_shape_are_empty_lines) {
    read_line read{R"({"logs":["x",[],[0.5]]})"};
    BOOST_TEST(read.record()->lines.size() == 3);
    BOOST_TEST(read.record()->lines.at(2).offset == "0.5");
    read_line none{R"({"logs":{}})"};
    BOOST_TEST(none.record()->lines.empty());
}

BOOST_AUTO_TEST_CASE(times_that_are_text_are_read_as_numbers) {
    viz_test::read_line read{
        R"({"start":"5.5","end":"1e1","logs":[["0.25",30,"x"]],"timers":[["a","0.5","1"],{"name":"b","start":"2","end":"3"}]})"};
    auto const* const r = read.record();
    BOOST_TEST(r->start == "5.5");
    BOOST_TEST(r->end == "1e1");
    BOOST_TEST(r->lines.at(0).offset == "0.25");
    BOOST_TEST(r->timers.at(0).start == "0.5");
    BOOST_TEST(r->timers.at(0).end == "1");
    BOOST_TEST(r->timers.at(1).start == "2");
    BOOST_TEST(r->timers.at(1).end == "3");
    viz_test::read_line old{R"({"timers":{"a":["0.5","1"]}})"};
    BOOST_TEST(old.record()->timers.at(0).start == "0.5");
    BOOST_TEST(old.record()->timers.at(0).end == "1");
}

BOOST_AUTO_TEST_CASE(a_start_may_be_a_date) {
    auto const start_of = [](std::string const& start, viz::extent how_much) {
        viz_test::read_line read{R"({"start":")" + start + R"("})"};
        return std::string{read.record(how_much)->start};
    };
    for (auto const how_much : {viz::extent::all, viz::extent::outline}) {
        BOOST_TEST(start_of("2025-11-25T08:00:00Z", how_much) == "1764057600");
        BOOST_TEST(start_of("2025-11-25T08:00:00.123456+00:00", how_much) == "1764057600.123456");
        BOOST_TEST(start_of("2025-11-25 09:00+0100", how_much) == "1764057600");
        BOOST_TEST(start_of("yesterday", how_much) == "\"yesterday\"");
    }
}

BOOST_AUTO_TEST_CASE(of_equal_members_the_last_stands) {
    read_line read{R"({"start":1,"logs":[[0,30,"a"]],"start":2,"logs":[]})"};
    BOOST_TEST(read.record()->start == "2");
    BOOST_TEST(read.record()->lines.empty());
}

BOOST_AUTO_TEST_CASE(ill_formed_text_is_mended_and_the_bytes_stay) {
    read_line read{"{\"start\":1,\"data\":\"\xff\"}"};
    BOOST_TEST(read.record()->data == "\"\ufffd\"");
    BOOST_TEST(read.record()->bytes == "{\"start\":1,\"data\":\"\xff\"}");
}

BOOST_AUTO_TEST_CASE(numbers_of_any_size_and_half_surrogates_are_read) {
    read_line read{
        R"({"start":1e400,"data":[123456789012345678901234567890,"\\\ud800\udc00\udC00\ud800\ud800\u0041"]})"};
    BOOST_REQUIRE(read.record() != nullptr);
    BOOST_TEST(read.record()->start == "1e400");
    BOOST_TEST(read.record()->data == R"([123456789012345678901234567890,"\\\ud800\udc00\ufffd\ufffd\ufffd\u0041"])");
}

BOOST_AUTO_TEST_CASE(an_escape_that_is_cut_off_is_no_half_surrogate) {
    BOOST_TEST(why_not(R"({"a":"\ud8"})") == "an invalid escape in a string");
    BOOST_TEST(why_not(R"({"a":"\ud8",",\"\"e":1})") == "an invalid escape in a string");
}

BOOST_AUTO_TEST_CASE(what_is_no_record_says_why) {
    BOOST_TEST(why_not("") == "empty line");
    BOOST_TEST(why_not("[1,2]") == "not a JSON object");
    BOOST_TEST(why_not(R"({"start":1,)") == "does not end with the object");
    BOOST_TEST(why_not(R"({"start":"a)") == "truncated");
    BOOST_TEST(why_not(R"({"start":012345678901234567890})") == "an invalid number");
    BOOST_TEST(why_not(R"({"start":1} trailing)") == "does not end with the object");
    BOOST_TEST(why_not(R"({"d":)" + std::string(5000, '[') + std::string(5000, ']') + "}")
               == "nested deeper than 1024 levels");
    BOOST_TEST(why_not(std::string{"{\"a\":\"\0\"}", 9}) == "a control character in a string");
}

BOOST_AUTO_TEST_CASE(an_outline_has_the_start_and_sees_what_is_cut) {
    read_line read{R"({"data":{"start":9},"end":1,"start":2.5})"};
    BOOST_TEST(read.record(viz::extent::outline)->start == "2.5");
    read_line cut{R"({"start":1,"data":{"a":1})"};
    BOOST_TEST(cut.record(viz::extent::outline) == nullptr);
    read_line trailing{R"({"start":1} {"start":2})"};
    BOOST_TEST(trailing.record(viz::extent::outline) == nullptr);
}

BOOST_AUTO_TEST_CASE(an_outline_does_not_look_at_values_but_all_of_a_record_does) {
    for (char const* line : {R"({"x":tru})", R"({"a":"\q"})", R"({"a":1e})", R"({"a":01})", R"({"a":"\u12"})"}) {
        read_line outline{line};
        BOOST_TEST(outline.record(viz::extent::outline) != nullptr, line);
        read_line all{line};
        BOOST_TEST(all.record() == nullptr, line);
    }
    read_line start{R"({"start":01})"};
    BOOST_TEST(start.record(viz::extent::outline) == nullptr);
}

BOOST_AUTO_TEST_CASE(values_that_say_nothing_are_no_data) {
    for (char const* data : {"null", "0", "false", "\"\""}) {
        read_line read{std::string{"{\"data\":"} + data + "}"};
        BOOST_TEST(!read.record()->has_data());
    }
    read_line read{R"({"data":{}})"};
    BOOST_TEST(read.record()->has_data());
}

}  // namespace
