// SPDX-License-Identifier: BSL-1.0
#include <logdefer/detail/utf8.hpp>

#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <string_view>

namespace {

using logdefer::detail::copy_repaired;
using logdefer::detail::first_character;
using logdefer::detail::is_ascii;
using logdefer::detail::is_unseen;
using logdefer::detail::is_well_formed;
using logdefer::detail::repaired_size;

std::string printed(char32_t c) {
    std::array<char, 12> to;
    return {to.data(), logdefer::detail::print_code(to.data(), c)};
}

std::string repaired(std::string_view s) {
    std::string to(repaired_size(s), '?');
    copy_repaired(to.data(), s);
    return to;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_character_is_read_back_with_its_size) {
    for (char32_t c = 0; c <= 0x10ffff; ++c) {
        if (c >= 0xd800 && c <= 0xdfff) continue;
        std::string const text = support::utf8(c) + "x";
        auto const [code, size] = first_character(text);
        if (code != c || size + 1 != text.size()) BOOST_TEST_CONTEXT(static_cast<unsigned>(c)) BOOST_TEST(false);
    }
}

BOOST_AUTO_TEST_CASE(an_ill_formed_part_is_one_replacement_character) {
    for (std::string_view const part : {"\xff", "\x80", "\xe2\x82", "\xf0\x9f\x98", "\xc0", "\xed"}) {
        auto const [code, size] = first_character(std::string{part} + "z");
        BOOST_TEST((code == 0xfffd));
        BOOST_TEST(size == part.size());
    }
}

BOOST_AUTO_TEST_CASE(what_is_listed_is_unseen_and_nothing_else) {
    for (char32_t c = 0; c <= 0x10ffff; ++c) {
        if (is_unseen(c) != support::is_listed_as_unseen(c))
            BOOST_TEST_CONTEXT(static_cast<unsigned>(c)) BOOST_TEST(is_unseen(c));
    }
}

BOOST_AUTO_TEST_CASE(numbers_are_printed_as_in_json) {
    BOOST_TEST(printed(0x7f) == "\\u007f");
    BOOST_TEST(printed(0x202e) == "\\u202e");
    BOOST_TEST(printed(0xffff) == "\\uffff");
    BOOST_TEST(printed(0x10000) == "\\ud800\\udc00");
    BOOST_TEST(printed(0xe007f) == "\\udb40\\udc7f");
}

BOOST_AUTO_TEST_CASE(a_byte_beyond_ascii_is_found_wherever_it_stands) {
    for (std::size_t size = 0; size < 40; ++size) {
        std::string s(size, 'a');
        BOOST_TEST(is_ascii(s));
        for (char& c : s) {
            c = '\x80';
            BOOST_TEST(!is_ascii(s));
            BOOST_TEST(!is_well_formed(s));
            c = '\x7f';
        }
    }
}

BOOST_AUTO_TEST_CASE(text_is_well_formed_or_not_as_a_whole) {
    for (std::string_view const good : {"", "plain", "\xc3\xa9", "a\xe2\x82\xac\xf0\x9f\x98\x80z", "\xef\xbf\xbd"}) {
        BOOST_TEST(is_well_formed(good));
        BOOST_TEST(repaired(good) == good);
    }
    for (std::string_view const bad : {"\xff", "a\xc3", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
        BOOST_TEST(!is_well_formed(bad));
    }
}

BOOST_AUTO_TEST_CASE(each_maximal_ill_formed_part_becomes_one_replacement_character) {
    BOOST_TEST(repaired("\xff") == "\xef\xbf\xbd");
    BOOST_TEST(repaired("a\xff\xfez") == "a\xef\xbf\xbd\xef\xbf\xbdz");
    BOOST_TEST(repaired("\xe2\x82") == "\xef\xbf\xbd");  // the beginning of one sequence
    BOOST_TEST(repaired("\xf0\x9f\x98|") == "\xef\xbf\xbd|");
    BOOST_TEST(repaired("\xc0\x80") == "\xef\xbf\xbd\xef\xbf\xbd");
    BOOST_TEST(repaired("\xc3\xa9\xc3") == "\xc3\xa9\xef\xbf\xbd");
}
