// SPDX-License-Identifier: BSL-1.0
#include "json/strings.hpp"

#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <random>
#include <string>

namespace {

using namespace viz;

template <class Append, class... Arguments>
std::string result_of(Append append, Arguments... arguments) {
    std::string out;
    append(out, arguments...);
    return out;
}

std::string visible(std::string_view text) { return result_of(json::append_visible, text); }
std::string quoted(std::string_view text, json::escapes how = {}) { return result_of(json::append_quoted, text, how); }

BOOST_AUTO_TEST_CASE(escapes_are_undone) {
    BOOST_TEST(json::unescaped(R"("a\n\t\/\\\"é\u00e9\ud83d\ude00")") == "a\n\t/\\\"éé😀");
}

BOOST_AUTO_TEST_CASE(half_a_surrogate_pair_is_the_replacement_character) {
    BOOST_TEST(json::unescaped(R"("\ud800x\udc00\ud800\u0041")") == "\ufffdx\ufffd\ufffdA");
}

BOOST_AUTO_TEST_CASE(controls_are_never_written_raw) {
    BOOST_TEST(visible("a\x1b[31m\x07\x7f\u009b") == R"(a\u001b[31m\u0007\u007f\u009b)");
    BOOST_TEST(quoted("\x1b\u009b") == R"("\u001b\u009b")");
}

BOOST_AUTO_TEST_CASE(line_feeds_and_tabs_stay_but_not_a_lone_carriage_return) {
    BOOST_TEST(visible("a\tb\r\nc\rd") == "a\tb\r\nc\\u000dd");
    BOOST_TEST(result_of(json::append_visible_in_line, std::string_view{"a\tb\n"}) == R"(a\u0009b\u000a)");
}

BOOST_AUTO_TEST_CASE(nothing_unseen_is_written_raw) {
    support::for_each_unseen([](std::string const& c) {
        std::string const raw = 'a' + c + 'b';
        BOOST_TEST_CONTEXT(raw) {
            BOOST_TEST(quoted(raw, {.del = true}).find(raw) == std::string::npos);
            BOOST_TEST((visible(raw).find(raw) == std::string::npos || c == "\n" || c == "\t"));
            auto const in_line = result_of(json::append_visible_in_line, std::string_view{raw});
            BOOST_TEST(in_line.find(raw) == std::string::npos);
            BOOST_TEST(json::unescaped('"' + in_line + '"') == raw);
        }
    });
    std::string const kept = "\u05d0\u2010\u2027\u202f\u2070\u3165\U0001f680";
    BOOST_TEST(quoted(kept) == '"' + kept + '"');
    BOOST_TEST(visible(kept) == kept);
}

BOOST_AUTO_TEST_CASE(quoted_text_escapes_what_it_was_asked_to) {
    BOOST_TEST(quoted("é\x7f") == "\"é\x7f\"");
    BOOST_TEST(quoted("é😀\x7f", {.above_ascii = true, .del = true}) == R"("\u00e9\ud83d\ude00\u007f")");
}

BOOST_AUTO_TEST_CASE(each_ill_formed_part_becomes_one_replacement_character) {
    BOOST_TEST(json::well_formed("a\xff\xe2\x82z\xc3\xa9") == "a\ufffd\ufffdzé");
}

BOOST_AUTO_TEST_CASE(numbers_are_numbers_and_strings_that_begin_with_one) {
    BOOST_TEST(json::to_number("-1.5e3") == -1500);
    BOOST_TEST(json::to_number("\" 20x\"") == 20);
    BOOST_TEST(json::to_number("18446744073709551616") == 18446744073709551616.0);
    for (char const* other : {"", "null", "true", "\"nan\"", "\"inf\"", "{}"}) BOOST_TEST(json::to_number(other) == 0);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_a_double_are_the_greatest_one) {
    BOOST_TEST(json::to_number("-1e999") == -1.7976931348623157e308);
}

/// The printed text of a random number, of any shape that times have.
std::string random_number(std::mt19937& random) {
    std::string text = std::to_string(random() % 2'000'000'000U);
    if (random() % 2 == 0) text = "0";
    if (random() % 4 != 0) text += "." + std::to_string(random() % 10'000'000U);
    return random() % 8 == 0 ? "-" + text : text;
}

BOOST_AUTO_TEST_CASE(numbers_are_printed_as_the_c_library_prints_them) {
    auto const seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (int i = 0; i < 20'000; ++i) {
        std::string const text = random_number(random);
        char expected[64];
        double const value = std::stod(text);
        BOOST_REQUIRE_MESSAGE(json::to_number(text) == value, text << ", seed " << seed);
        std::snprintf(expected, sizeof expected, "%.15g", value);
        BOOST_REQUIRE_MESSAGE(
            result_of([](auto& out, auto t) { json::append_general(out, t); }, std::string_view{text}) == expected,
            text << ", seed " << seed);
        std::snprintf(expected, sizeof expected, "%.6f", value);
        BOOST_REQUIRE_MESSAGE(
            result_of([](auto& out, auto t) { json::append_fixed(out, t, 6); }, std::string_view{text}) == expected,
            text << ", seed " << seed);
    }
}

}  // namespace
