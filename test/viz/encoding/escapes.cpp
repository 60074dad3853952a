// SPDX-License-Identifier: BSL-1.0
#include "encoding/escapes.hpp"

#include "json/strings.hpp"
#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace viz;

std::string visible(std::string_view text) {
    std::string out;
    json::append_visible(out, text);
    return out;
}

std::string visible_in_line(std::string_view text) {
    std::string out;
    json::append_visible_in_line(out, text);
    return out;
}

BOOST_AUTO_TEST_CASE(controls_are_never_shown_raw) {
    BOOST_TEST(visible("a\x1b[31m\x07\x7f\u009b") == R"(a\u001b[31m\u0007\u007f\u009b)");
}

BOOST_AUTO_TEST_CASE(line_feeds_and_tabs_stay_but_not_a_lone_carriage_return) {
    BOOST_TEST(visible("a\tb\r\nc\rd") == "a\tb\r\nc\\u000dd");
    BOOST_TEST(visible_in_line("a\tb\n") == R"(a\u0009b\u000a)");
}

BOOST_AUTO_TEST_CASE(nothing_unseen_is_shown_raw) {
    support::for_each_unseen([](std::string const& c) {
        std::string const raw = 'a' + c + 'b';
        BOOST_TEST_CONTEXT(raw) {
            BOOST_TEST((visible(raw).find(raw) == std::string::npos || c == "\n" || c == "\t"));
            auto const in_line = visible_in_line(raw);
            BOOST_TEST(in_line.find(raw) == std::string::npos);
            BOOST_TEST(json::unescaped('"' + in_line + '"') == raw);
        }
    });
    std::string const kept = "\u05d0\u2010\u2027\u202f\u2070\u3165\U0001f680";
    BOOST_TEST(visible(kept) == kept);
}

}  // namespace
