// SPDX-License-Identifier: BSL-1.0
#include "encoding/colours.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using viz::text::without_colours;

BOOST_AUTO_TEST_CASE(colours_are_removed_and_the_rest_stays) {
    BOOST_TEST(without_colours("\x1b[1;31m{\"a\":1}\x1b[m\x1b[K.") == "{\"a\":1}.");
    BOOST_TEST(without_colours("plain") == "plain");
}

BOOST_AUTO_TEST_CASE(a_sequence_that_is_cut_takes_nothing_with_it) {
    BOOST_TEST(without_colours("\x1b[3{\x1b{\x1b") == "{");
    BOOST_TEST(without_colours("a\x1b[1;\n") == "a\n");
    BOOST_TEST(without_colours("a\x1b[") == "a");
}

BOOST_AUTO_TEST_CASE(a_colour_ends_after_its_text_and_no_colour_changes_nothing) {
    BOOST_TEST(viz::text::coloured("failed", viz::text::palette_of(true).failed) == "\x1b[91mfailed\x1b[0m");
    BOOST_TEST(viz::text::coloured("failed", viz::text::palette_of(false).failed) == "failed");
    BOOST_TEST(viz::text::coloured("", viz::text::palette_of(true).failed).empty());
    BOOST_TEST(viz::text::without_colours(viz::text::coloured("title", viz::text::palette_of(true).title)) == "title");
}

}  // namespace
