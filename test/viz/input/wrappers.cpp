// SPDX-License-Identifier: BSL-1.0
#include "input/wrappers.hpp"

#include "json/padding.hpp"

#include <boost/test/unit_test.hpp>

namespace {

/// Returns the stream, whether a line ends, and the text.
std::string unwrapped(std::string line) {
    std::size_t const size = line.size();
    line.append(viz::json::padding, '\n');
    viz::unwrapper u;
    viz::wrapped_line to;
    if (!u.unwrap(std::string_view{line}.substr(0, size), to)) return "not wrapped";
    constexpr auto streams = std::to_array<std::string_view>({"only", "out", "err"});
    return std::string{streams[static_cast<std::size_t>(to.stream)]} + (to.ends_line ? "|" : "+")
           + std::string{to.text};
}

BOOST_AUTO_TEST_CASE(the_file_of_docker_has_the_text_as_a_string) {
    BOOST_TEST(unwrapped(R"({"log":"{\"a\":1}\n","stream":"stdout","time":"2024-01-01T00:00:00Z"})")
               == "out|{\"a\":1}");
    BOOST_TEST(unwrapped(R"({"log":"half","stream":"stderr","time":""})") == "err+half");
    BOOST_TEST(unwrapped(R"({"log":"\n","stream":"stdout"})") == "out|");
}

BOOST_AUTO_TEST_CASE(other_container_engines_write_a_time_a_stream_and_a_tag) {
    BOOST_TEST(unwrapped("2024-01-01T00:00:00.000000000Z stdout F {\"a\":1}") == "out|{\"a\":1}");
    BOOST_TEST(unwrapped("2024-01-01T00:00:00.000000000+01:00 stderr P:x half ") == "err+half ");
    BOOST_TEST(unwrapped("2024-01-01T00:00:00Z stdout F") == "out|");
}

BOOST_AUTO_TEST_CASE(the_journal_has_text_or_bytes) {
    BOOST_TEST(unwrapped(R"({"__CURSOR":"s","MESSAGE":"{\"a\":1}","_PID":"1"})") == "only|{\"a\":1}");
    BOOST_TEST(unwrapped(R"({"MESSAGE":[123,125]})") == "only|{}");
}

BOOST_AUTO_TEST_CASE(other_lines_are_not_wrapped) {
    for (auto const* const line :
         {R"({"start":1})", R"({"log":1,"stream":"stdout"})", R"({"log":"x"})", R"({"log":"x)", R"({"MESSAGE":null})",
          R"({"MESSAGE":[256]})", R"({"Level":"info"})", "2024-01-01T00:00:00Z stdout X y",
          "2024-01-01T00:00:00Z text {}", "", "2024-01-01T", "{\"", "2024-01-01T00:00:00.000000000Z"}) {
        BOOST_TEST(unwrapped(line) == "not wrapped", line);
    }
}

BOOST_AUTO_TEST_CASE(a_null_of_the_journal_is_a_text_that_was_too_long) {
    BOOST_TEST(viz::lacks_message(R"({"__CURSOR":"s","MESSAGE":null})"));
    BOOST_TEST(!viz::lacks_message(R"({"__CURSOR":"s","MESSAGE":"x"})"));
    BOOST_TEST(!viz::lacks_message(R"({"a":1,"MESSAGE":null})"));
    BOOST_TEST(!viz::lacks_message(R"({"__CURSOR":)"));
}

BOOST_AUTO_TEST_CASE(few_bytes_tell_that_a_record_is_not_wrapped) {
    BOOST_TEST(!viz::may_be_wrapped(R"({"start":1,"MESSAGE":"x"})"));
    BOOST_TEST(!viz::may_be_wrapped(R"(2024-01-01T00:00:00Z {"start":1})"));
    BOOST_TEST(viz::may_be_wrapped("2024-01-01T00:00:00.000000000Z stdout F x"));
}

}  // namespace
