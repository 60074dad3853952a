// SPDX-License-Identifier: BSL-1.0
#include "record/output.hpp"

#include "json/padding.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string> pieces_of(viz::output const& out) {
    std::vector<std::string> pieces;
    out.each_piece([&](std::string_view bytes) { pieces.emplace_back(bytes); });
    return pieces;
}

BOOST_AUTO_TEST_CASE(what_is_lent_stands_among_the_own_bytes_in_the_order_of_the_calls) {
    viz::output out;
    out.lend("lent");
    out.bytes += "own";
    out.lend("more");
    out.lend("again");
    out.bytes += "last";
    BOOST_TEST(pieces_of(out) == (std::vector<std::string>{"lent", "own", "more", "again", "last"}),
               boost::test_tools::per_element());
    BOOST_TEST(out.size() == 20);
    out.clear();
    BOOST_TEST(pieces_of(out).empty());
}

BOOST_AUTO_TEST_CASE(neighbours_that_are_lent_are_one_piece_unless_something_stands_between) {
    std::string_view const text = "one two three";
    viz::output out;
    out.lend(text.substr(0, 4));
    out.lend(text.substr(4, 4));
    BOOST_TEST(pieces_of(out) == std::vector<std::string>{"one two "}, boost::test_tools::per_element());
    out.bytes += "own ";
    out.lend(text.substr(8));
    BOOST_TEST(pieces_of(out) == (std::vector<std::string>{"one two ", "own ", "three"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(texts_are_kept_with_padding_until_the_output_is_cleared) {
    viz::output out;
    std::string_view const first = out.keep("first");
    for (int i = 0; i < 100; ++i) out.lend(out.keep("more"));
    BOOST_TEST(first == "first");
    BOOST_TEST(std::string(first.data() + first.size(), viz::json::padding) == std::string(viz::json::padding, '\n'));
    BOOST_TEST(out.size() == 400);
}

}  // namespace
