// SPDX-License-Identifier: BSL-1.0
#include "json/strings.hpp"

#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace viz;

std::string quoted(std::string_view text, json::escapes how = {}) {
    std::string out;
    json::append_quoted(out, text, how);
    return out;
}

BOOST_AUTO_TEST_CASE(escapes_are_undone) {
    BOOST_TEST(json::unescaped(R"("a\n\t\/\\\"é\u00e9\ud83d\ude00")") == "a\n\t/\\\"éé😀");
}

BOOST_AUTO_TEST_CASE(half_a_surrogate_pair_is_the_replacement_character) {
    BOOST_TEST(json::unescaped(R"("\ud800x\udc00\ud800\u0041")") == "\ufffdx\ufffd\ufffdA");
}

BOOST_AUTO_TEST_CASE(controls_are_never_written_raw) { BOOST_TEST(quoted("\x1b\u009b") == R"("\u001b\u009b")"); }

BOOST_AUTO_TEST_CASE(nothing_unseen_is_written_raw) {
    support::for_each_unseen([](std::string const& c) {
        std::string const raw = 'a' + c + 'b';
        BOOST_TEST_CONTEXT(raw) {
            BOOST_TEST(quoted(raw, {.del = true}).find(raw) == std::string::npos);
            BOOST_TEST(json::unescaped(quoted(raw)) == raw);
        }
    });
    std::string const kept = "\u05d0\u2010\u2027\u202f\u2070\u3165\U0001f680";
    BOOST_TEST(quoted(kept) == '"' + kept + '"');
}

BOOST_AUTO_TEST_CASE(quoted_text_escapes_what_it_was_asked_to) {
    BOOST_TEST(quoted("é\x7f") == "\"é\x7f\"");
    BOOST_TEST(quoted("é😀\x7f", {.above_ascii = true, .del = true}) == R"("\u00e9\ud83d\ude00\u007f")");
}

}  // namespace
