// SPDX-License-Identifier: BSL-1.0

// Records that the library would not write, read and written again.

#include <logdefer/reader/json_reader.hpp>

#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/formats/text_serializer.hpp>

#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

namespace {

template <class Serializer>
std::string rewritten(std::string_view line) {
    logdefer::record record;
    BOOST_REQUIRE(logdefer::read_record(line, record));
    logdefer::output_buffer out;
    BOOST_TEST(!Serializer{}.append(record.view(), out));
    return std::string{out.view()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(negative_offsets_are_clamped_to_0) {
    std::string_view const line = R"({"start":1,"end":0,"logs":[[-5,30,"neg"]],"timers":[["t",-5,-6],["u",-5,0.5]]})";
    BOOST_TEST(rewritten<logdefer::json_serializer>(line)
               == R"({"start":1.000000,"end":0.500000,"logs":[[0.000000,30,"neg"]],)"
                  R"("timers":[["t",0.000000,0.000000],["u",0.000000,0.500000]]})"
                  "\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_shows_a_timers_name_that_is_no_text_as_json) {
    auto const text =
        rewritten<logdefer::text_serializer>(R"({"start":1,"end":1,"timers":[[["a",1],0,1],[null,0,1],[true,0,1]]})");
    BOOST_TEST(text.find("ms  [\"a\",1]\n") != text.npos);
    BOOST_TEST(text.find("ms  null\n") != text.npos);
    BOOST_TEST(text.find("ms  true\n") != text.npos);
}

BOOST_AUTO_TEST_CASE(the_name_of_a_wrong_member_lasts) {
    logdefer::record record;
    std::string line = R"({"start":1,"timers":7})";
    auto const result = logdefer::read_record(line, record);
    line.assign(line.size(), 'x');
    BOOST_TEST(result.member == "timers");
}
