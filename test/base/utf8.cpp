// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/utf8.hpp>

#include "support/unseen.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <ios>
#include <string>
#include <string_view>

namespace {

using logdefer::detail::copy_repaired;
using logdefer::detail::first_character;
using logdefer::detail::is_ascii;
using logdefer::detail::is_unseen;
using logdefer::detail::is_well_formed;
using logdefer::detail::repaired_size;
using logdefer::detail::utf8_at;

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

BOOST_AUTO_TEST_SUITE(sequences)

/// Table 3-7 of the Unicode standard, one row a line.
bool well_formed(unsigned a, unsigned b, unsigned c, unsigned d, std::size_t n) {
    auto const in = [](unsigned x, unsigned lo, unsigned hi) { return x >= lo && x <= hi; };
    auto const tail = [&](unsigned x) { return in(x, 0x80, 0xbf); };
    if (n == 2) return in(a, 0xc2, 0xdf) && tail(b);
    if (n == 3) {
        return (a == 0xe0 && in(b, 0xa0, 0xbf) && tail(c)) || (in(a, 0xe1, 0xec) && tail(b) && tail(c))
               || (a == 0xed && in(b, 0x80, 0x9f) && tail(c)) || (in(a, 0xee, 0xef) && tail(b) && tail(c));
    }
    return (a == 0xf0 && in(b, 0x90, 0xbf) && tail(c) && tail(d))
           || (in(a, 0xf1, 0xf3) && tail(b) && tail(c) && tail(d))
           || (a == 0xf4 && in(b, 0x80, 0x8f) && tail(c) && tail(d));
}

BOOST_AUTO_TEST_CASE(is_well_formed_where_the_standards_table_says_so) {
    constexpr unsigned char edges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
    for (unsigned a = 0x80; a < 0x100; ++a) {
        for (unsigned const b : edges) {
            for (unsigned const c : edges) {
                for (unsigned const d : edges) {
                    char const s[] = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c),
                                      static_cast<char>(d)};
                    auto const part = utf8_at(s, 4);
                    std::size_t expected = 0;
                    for (std::size_t n = 2; n <= 4; ++n) expected = well_formed(a, b, c, d, n) ? n : expected;
                    bool const right = expected == 0 ? !part.well_formed : part.well_formed && part.size == expected;
                    if (!right) BOOST_ERROR(std::hex << a << ' ' << b << ' ' << c << ' ' << d);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(has_maximal_parts_where_it_is_ill_formed) {
    struct {
        std::string_view bytes;
        std::size_t part;
    } const cases[] = {{"\x80", 1},         {"\xc0\x80", 1},      {"\xc1\xbf", 1},         {"\xc2", 1},
                       {"\xc2z", 1},        {"\xe0\x80\x80", 1},  {"\xe0\xa0", 2},         {"\xe0\xa0z", 2},
                       {"\xed\xa0\x80", 1}, {"\xed\x9f", 2},      {"\xf0\x8f\xbf\xbf", 1}, {"\xf0\x90", 2},
                       {"\xf0\x90\x80", 3}, {"\xf0\x90\x80z", 3}, {"\xf4\x90\x80\x80", 1}, {"\xf4\x8f\xbfz", 3},
                       {"\xf5\x80", 1},     {"\xff", 1}};
    for (auto const& c : cases) {
        auto const part = utf8_at(c.bytes.data(), c.bytes.size());
        BOOST_TEST(!part.well_formed);
        BOOST_TEST(part.size == c.part);
    }
}

BOOST_AUTO_TEST_SUITE_END()
