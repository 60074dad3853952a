// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/wide_text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using logdefer::detail::wide_text;
using logdefer::detail::wide_view;

struct as_view {
    operator std::u16string_view() const noexcept { return u"view"; }
};
struct throwing {
    operator std::u16string_view() const { return u"view"; }
};

static_assert(wide_text<wchar_t const*> && wide_text<wchar_t*> && wide_text<char16_t[3]>
              && wide_text<char32_t const[3]>);
static_assert(wide_text<std::wstring> && wide_text<std::u16string_view> && wide_text<as_view>);
static_assert(!wide_text<wchar_t> && !wide_text<char const*> && !wide_text<std::string> && !wide_text<throwing>);
static_assert(!wide_text<int*> && !wide_text<std::vector<wchar_t>> && !wide_text<wchar_t**>);

template <class C>
std::string utf8(std::basic_string_view<C> s) {
    std::string bytes(logdefer::detail::utf8_size(s), '?');
    logdefer::detail::write_utf8(bytes.data(), s);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_array_is_read_up_to_its_first_nul_and_never_past_its_bound) {
    char16_t const full[] = {u'a', u'b'};
    char16_t const terminated[4] = {u'a', 0, u'b', 0};
    BOOST_TEST((wide_view(full) == u"ab"));
    BOOST_TEST((wide_view(terminated) == u"a"));
    BOOST_TEST((wide_view(as_view{}) == u"view"));
    BOOST_TEST((wide_view(static_cast<char32_t const*>(nullptr)).empty()));
}

BOOST_AUTO_TEST_CASE(each_length_of_a_sequence_is_written) {
    BOOST_TEST(utf8(std::u32string_view{U"\x00\x7f", 2}) == (std::string{"\0\x7f", 2}));
    BOOST_TEST(utf8(std::u32string_view{U"\u0080\u07ff"}) == "\xc2\x80\xdf\xbf");
    BOOST_TEST(utf8(std::u32string_view{U"\u0800\uffff"}) == "\xe0\xa0\x80\xef\xbf\xbf");
    BOOST_TEST(utf8(std::u32string_view{U"\U00010000\U0010ffff"}) == "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

BOOST_AUTO_TEST_CASE(pairs_of_utf_16_are_one_code_point) {
    BOOST_TEST(utf8(std::u16string_view{u"\U0001f600!"}) == "\xf0\x9f\x98\x80!");
    BOOST_TEST(utf8(std::u16string_view{u"\U0010ffff"}) == "\xf4\x8f\xbf\xbf");
}

BOOST_AUTO_TEST_CASE(what_is_no_code_point_becomes_the_replacement_character) {
    constexpr std::string_view replacement = "\xef\xbf\xbd";
    for (std::u16string const& lonely : {std::u16string{char16_t{0xd800}}, std::u16string{char16_t{0xdc00}}}) {
        BOOST_TEST(utf8(std::u16string_view{lonely}) == replacement);
        BOOST_TEST(utf8(std::u16string_view{lonely + u'x'}) == std::string{replacement} + 'x');
    }
    std::u16string const two_leads{char16_t{0xd83d}, char16_t{0xd83d}, char16_t{0xde00}};
    BOOST_TEST(utf8(std::u16string_view{two_leads}) == std::string{replacement} + "\xf0\x9f\x98\x80");
    for (char32_t const c : {char32_t{0xd800}, char32_t{0xdfff}, char32_t{0x110000}, char32_t{0xffffffff}}) {
        BOOST_TEST(utf8(std::u32string_view{&c, 1}) == replacement);
    }
}
