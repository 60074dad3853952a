// SPDX-License-Identifier: BSL-1.0
#include "cli/abbreviations.hpp"

#include "cli/usage_error.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using strings = std::vector<std::string>;

strings expanded(strings const& arguments) {
    return viz::expand_abbreviations(arguments, {{"data", "data"},
                                                 {"data-only", "data-only"},
                                                 {"colour", "colour"},
                                                 {"color", "colour"},
                                                 {"tz", "tz", true},
                                                 {"grep", "grep", true},
                                                 {"g", "grep", true}});
}

BOOST_AUTO_TEST_CASE(the_beginning_of_one_option_stands_for_it) {
    BOOST_TEST(expanded({"--data-o"}) == strings{"--data-only"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_whole_name_is_not_the_beginning_of_another) {
    BOOST_TEST(expanded({"--data"}) == strings{"--data"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_names_of_one_option_may_begin_alike) { BOOST_TEST(expanded({"--col"}).size() == 1); }

BOOST_AUTO_TEST_CASE(the_beginning_of_two_options_is_refused) {
    BOOST_CHECK_THROW(expanded({"--da"}), viz::usage_error);
}

BOOST_AUTO_TEST_CASE(a_value_may_begin_with_a_dash) {
    BOOST_TEST(expanded({"--tz", "-0530", "-g", "-1"}) == (strings{"--tz=-0530", "--grep=-1"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_value_is_a_word_of_its_own_unless_it_begins_with_a_dash) {
    BOOST_TEST(expanded({"--tz=UTC", "--tz=", "--tz=-1", "--gr="})
                   == (strings{"--tz", "UTC", "--tz", "", "--tz=-1", "--grep", ""}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_follows_two_dashes_stays) {
    BOOST_TEST(expanded({"--", "--data-o"}) == (strings{"--", "--data-o"}), boost::test_tools::per_element());
}

}  // namespace
