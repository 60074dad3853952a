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

}  // namespace
