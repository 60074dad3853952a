// SPDX-License-Identifier: BSL-1.0
#include "counting/names.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

BOOST_AUTO_TEST_CASE(a_text_has_one_number_and_new_ones_have_the_next) {
    viz::names names;
    BOOST_TEST(names.number_of("a").value() == 0U);
    BOOST_TEST(names.number_of("b").value() == 1U);
    BOOST_TEST(names.number_of("a").value() == 0U);
    BOOST_TEST(names.text(1) == "b");
    BOOST_TEST(!names.find("c").has_value());
    BOOST_TEST(names.size() == 2U);
}

BOOST_AUTO_TEST_CASE(texts_beyond_the_limit_have_no_number_but_known_ones_keep_theirs) {
    viz::names names{viz::names::bytes_for("a") + viz::names::bytes_for("b")};
    BOOST_TEST(names.number_of("a").has_value());
    BOOST_TEST(names.number_of("b").has_value());
    BOOST_TEST(!names.number_of("c").has_value());
    BOOST_TEST(names.number_of("b").value() == 1U);
}

BOOST_AUTO_TEST_CASE(texts_that_are_kept_are_numbered_anew_and_all_others_are_forgotten) {
    std::string const text(100, 'x');
    viz::names names;
    for (int i = 0; i < 100; ++i) BOOST_TEST(names.number_of(text + std::to_string(i)).has_value());
    auto const hash = names.hash(70);
    names.keep_only({70, 3});
    BOOST_TEST(names.size() == 2U);
    BOOST_TEST(names.bytes() == viz::names::bytes_for(text + "70") + viz::names::bytes_for(text + "3"));
    BOOST_TEST(names.find(text + "70").value() == 0U);
    BOOST_TEST(names.find(text + "3").value() == 1U);
    BOOST_TEST(!names.find(text + "4").has_value());
    BOOST_TEST(names.hash(0) == hash);
    BOOST_TEST(names.number_of("new").value() == 2U);
}

}  // namespace
