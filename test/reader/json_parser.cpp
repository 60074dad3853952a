// SPDX-License-Identifier: BSL-1.0
#include <logdefer/reader/json_parser.hpp>

#include "support/json_of.hpp"
#include "support/written_words.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace {

using logdefer::error;
using logdefer::detail::parse_json;
using namespace std::string_view_literals;

/// Returns the text that is written after reading the text into an arena, or why and where reading stopped.
std::string read_back(std::string_view text) {
    support::written_words words;
    auto const result = parse_json(text, words.out);
    if (!result.code) return support::json_of(words.first());
    std::string const why = result.code == error::malformed ? "bad" : result.code.message();
    return why + " at " + std::to_string(result.position);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(is_read_into_words) {
    BOOST_TEST(read_back(R"({"a":[1,-2,true,false,null,"x"],"b":{}})")
               == R"({"a":[1,-2,true,false,null,"x"],"b":{}})"sv);
    BOOST_TEST(read_back("  [ 1 , 2 ]\r\n\t ") == "[1,2]"sv);
    BOOST_TEST(read_back("7") == "7"sv);
    BOOST_TEST(read_back(R"("")") == R"("")"sv);
}

BOOST_AUTO_TEST_CASE(keeps_the_digits_of_its_numbers) {
    for (std::string_view const number : {"1.50", "1e3", "-0.0", "1E-400", "123456789012345678901234567890", "0.1",
                                          "18446744073709551615", "-9223372036854775808", "18446744073709551616"}) {
        BOOST_TEST(read_back(number) == number);
    }
}

BOOST_AUTO_TEST_CASE(has_its_escapes_undone) {
    BOOST_TEST(read_back(R"("\u0041\n\/\"\\\u00e9\ud83d\ude00")") == "\"A\\n/\\\"\\\\\u00e9\U0001f600\""sv);
    BOOST_TEST(read_back(R"({"\u006b":1})") == R"({"k":1})"sv);
}

BOOST_AUTO_TEST_CASE(that_is_long_is_read_whole) {
    std::string const text = '"' + std::string(1'000'000, 'x') + '"';
    BOOST_TEST((read_back(text) == text));
}

BOOST_AUTO_TEST_CASE(that_is_wrong_tells_where) {
    BOOST_TEST(read_back("") != ""sv);
    BOOST_TEST(read_back("[1,]") == "bad at 3"sv);
    BOOST_TEST(read_back("{\"a\":1") == "bad at 5"sv);
    BOOST_TEST(read_back("[1] x") == "bad at 4"sv);
    BOOST_TEST(read_back("1 2") == "bad at 2"sv);
    BOOST_TEST(read_back("1 \t\r\n2") == "bad at 5"sv);
    BOOST_TEST(read_back("\"a\nb\"") == "bad at 2"sv);
    BOOST_TEST(read_back("nul") == "bad at 2"sv);
    BOOST_TEST(read_back("\"\xff\"") == "bad at 1"sv);
}

BOOST_AUTO_TEST_CASE(that_nests_too_deep_is_refused_as_such) {
    auto const nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
    BOOST_TEST(read_back(nested(100)) == nested(100));
    BOOST_TEST(read_back(nested(101)) == "JSON nested deeper than 100 levels at 100"sv);
    BOOST_TEST(read_back(nested(100'000)) == "JSON nested deeper than 100 levels at 100"sv);
    BOOST_TEST(read_back(std::string(100, '[') + "{") == "JSON nested deeper than 100 levels at 100"sv);
    BOOST_TEST(read_back(std::string(100, '[') + "x") == "bad at 100"sv);
}

BOOST_AUTO_TEST_CASE(that_lies_too_deep_in_another_is_refused_as_such) {
    logdefer::detail::arena values;
    BOOST_REQUIRE(values.restart());
    logdefer::detail::word_writer words{values, logdefer::detail::word_writer::greatest_depth - 1};
    auto const result = parse_json("[[]]", words);
    BOOST_TEST((result.code == error::too_deep));
    BOOST_TEST(result.position == 1U);
}

BOOST_AUTO_TEST_CASE(with_a_number_that_no_exponent_holds_is_refused_as_such) {
    BOOST_TEST(read_back("[1e99999]") == "[1e99999]"sv);
    BOOST_TEST(read_back("[1e99999999999]") == "a number in the JSON has too large an exponent at 12"sv);
    BOOST_TEST(read_back("[1e-99999999999]") == "a number in the JSON has too large an exponent at 13"sv);
}

BOOST_AUTO_TEST_SUITE_END()
