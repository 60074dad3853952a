// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/json_writer.hpp>

#include <logdefer/arena/word_writer.hpp>

#include "support/exhaust.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace logdefer::detail;
using logdefer::output_buffer;
using logdefer::value_view;
using namespace std::string_view_literals;

std::string quoted(std::string_view s) {
    output_buffer out;
    json_writer json{out};
    json.end(json.string(json.begin(), s));
    return std::string{out.view()};
}

/// Prints the one value that `write(word_writer&)` writes.
template <class Write>
void print(output_buffer& out, Write&& write) {
    arena values;
    BOOST_REQUIRE(values.restart());
    word_writer words{values};
    write(words);
    json_writer{out}.value(value_at(values.words() + layout::entries));
}

template <class Write>
std::string text_of(Write&& write) {
    output_buffer out;
    print(out, write);
    return std::string{out.view()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strings)

BOOST_AUTO_TEST_CASE(are_escaped_where_they_must_be) {
    BOOST_TEST(quoted("") == R"("")"sv);
    BOOST_TEST(quoted("a\"b\\c/d\n") == R"("a\"b\\c/d\n")"sv);
    BOOST_TEST(quoted({"\0\x1f\x7f", 3}) == "\"\\u0000\\u001f\x7f\""sv);
}

BOOST_AUTO_TEST_CASE(have_the_controls_beyond_ascii_escaped) {
    BOOST_TEST(quoted("\u0080\u009b31m\u009f\u00a0") == "\"\\u0080\\u009b31m\\u009f\u00a0\""sv);
}

BOOST_AUTO_TEST_CASE(keep_well_formed_utf_8) {
    for (std::string_view const s : {"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                     "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        BOOST_TEST(quoted(s) == '"' + std::string{s} + '"');
    }
}

BOOST_AUTO_TEST_CASE(have_a_replacement_for_each_maximal_ill_formed_part) {
    // the examples of section 3.9 of the Unicode standard
    BOOST_TEST(quoted("a\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64")
               == "\"a\ufffd\ufffd\ufffdb\ufffdc\ufffd\ufffdd\""sv);
    BOOST_TEST(quoted("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41")
               == "\"\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdA\""sv);
    BOOST_TEST(quoted("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41")
               == "\"\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdA\""sv);
    BOOST_TEST(quoted("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42") == "\"\ufffd\ufffd\ufffd\ufffd\ufffdA\ufffd\ufffdB\""sv);
    BOOST_TEST(quoted("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41") == "\"\ufffd\ufffd\ufffd\ufffdA\""sv);
}

BOOST_AUTO_TEST_CASE(may_end_inside_a_sequence) {
    BOOST_TEST(quoted("a\xc3") == "\"a\ufffd\""sv);
    BOOST_TEST(quoted("a\xf0\x9f\x98") == "\"a\ufffd\""sv);
}

BOOST_AUTO_TEST_CASE(of_any_length_are_written_whole_also_where_a_sequence_lies_on_a_seam) {
    for (std::size_t n = 1000; n < 1050; ++n) {
        std::string const source = std::string(n, 'x') + "\xf0\x9f\x98\x80" + std::string(n, '\n') + "\xe2\x82\xac";
        std::string expected = '"' + std::string(n, 'x') + "\xf0\x9f\x98\x80";
        for (std::size_t i = 0; i < n; ++i) expected += "\\n";
        if (quoted(source) != expected + "\xe2\x82\xac\"") BOOST_ERROR("at length " << n);
    }
}

BOOST_AUTO_TEST_CASE(of_ten_megabytes_are_written_whole) {
    std::string const source(10'000'000, 'x');
    BOOST_TEST((quoted(source) == '"' + source + '"'));
}

BOOST_AUTO_TEST_CASE(without_quotes_are_escaped_alike) {
    output_buffer out;
    json_writer{out}.escaped("a\"\x80");
    BOOST_TEST(out.view() == "a\\\"\ufffd"sv);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(of_each_kind_have_their_text) {
    BOOST_TEST(text_of([](word_writer& w) { w.null(); }) == "null"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.boolean(true); }) == "true"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.boolean(false); }) == "false"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.integer(INT64_MIN); }) == "-9223372036854775808"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.unsigned_integer(UINT64_MAX); }) == "18446744073709551615"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.real(200.5); }) == "200.5"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.seconds(std::chrono::nanoseconds{-1}); }) == "-0.000000001"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.number("1.50E+3"); }) == "1.50E+3"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.string("\t"); }) == R"("\t")"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.string("plain"); }) == R"("plain")"sv);
    BOOST_TEST(text_of([](word_writer& w) { w.string("\""); }) == R"("\"")"sv);
}

BOOST_AUTO_TEST_CASE(in_containers_are_separated_by_commas) {
    auto const written = text_of([](word_writer& w) {
        auto const object = w.begin(tag::object);
        w.string("a");
        w.end(w.begin(tag::array));
        w.string("\n");
        auto const array = w.begin(tag::array);
        w.integer(1);
        w.end(w.begin(tag::object));
        w.null();
        w.end(array);
        w.end(object);
    });
    BOOST_TEST(written == R"({"a":[],"\n":[1,{},null]})"sv);
}

BOOST_AUTO_TEST_CASE(nested_as_deep_as_they_are_recorded_are_written) {
    auto const written = text_of([](word_writer& w) {
        for (int i = 0; i < word_writer::greatest_depth; ++i) (void)w.begin(tag::array);
        for (std::size_t i = word_writer::greatest_depth; i-- > 0;) w.end(layout::entries + i);
    });
    BOOST_TEST(written == std::string(100, '[') + std::string(100, ']'));
}

BOOST_AUTO_TEST_CASE(leave_room_for_what_comes_between_them_wherever_the_buffer_ends) {
    for (std::size_t n = 0; n < 1'000; ++n) {
        output_buffer out;
        print(out, [n](word_writer& w) {
            std::vector<std::size_t> places{w.begin(tag::array)};
            for (std::size_t i = 0; i < n; ++i) w.integer(1);
            for (int i = 1; i < word_writer::greatest_depth; ++i) places.push_back(w.begin(tag::array));
            w.boolean(false);
            for (; !places.empty(); places.pop_back()) w.end(places.back());
        });
        if (out.size() + 100 > out.capacity()) BOOST_ERROR("after " << n << " numbers");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_buffer_that_cannot_grow_fails_and_nothing_is_written_past_it) {
    output_buffer out;
    out.append("abc");
    support::exhaust(out);
    json_writer json{out};
    json.end(json.string(json.begin(), std::string(5000, '"')));
    json.end(json.string(json.begin(), "b"));
    BOOST_TEST(out.failed());
    BOOST_TEST(out.view().starts_with("abc"));
    BOOST_TEST(out.size() < 8U);
}
