// SPDX-License-Identifier: BSL-1.0
#include "input/utf16_source.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

/// Gives three bytes at a time, so that characters are cut.
class text_source final : public viz::byte_source {
public:
    explicit text_source(std::string text) : text_(std::move(text)) {}

    std::size_t read(std::span<char> to) override {
        std::size_t const n = text_.copy(to.data(), std::min<std::size_t>(to.size(), 3), at_);
        at_ += n;
        return n;
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

std::string bytes_of(std::u16string_view text, std::endian order) {
    std::string bytes;
    for (char16_t const unit : text) {
        char const low = static_cast<char>(unit & 0xff);
        char const high = static_cast<char>(unit >> 8);
        bytes += order == std::endian::little ? low : high;
        bytes += order == std::endian::little ? high : low;
    }
    return bytes;
}

std::string converted(std::string bytes, std::endian order) {
    viz::utf16_source source{std::make_unique<text_source>(std::move(bytes)), order};
    std::string all;
    std::array<char, 3> some;
    while (std::size_t const n = source.read(some)) all.append(some.data(), n);
    return all;
}

BOOST_AUTO_TEST_CASE(both_orders_of_bytes_become_utf8) {
    for (auto const order : {std::endian::little, std::endian::big}) {
        BOOST_TEST(converted(bytes_of(u"\ufeff{\u00e9\u20ac\U0001f600}\n", order), order)
                   == "{\u00e9\u20ac\U0001f600}\n");
    }
}

BOOST_AUTO_TEST_CASE(halves_of_characters_are_replaced) {
    std::u16string const halves{u'a', 0xd83d, u'b', 0xdc00, 0xd83d};
    BOOST_TEST(converted(bytes_of(halves, std::endian::little), std::endian::little) == "a\ufffdb\ufffd\ufffd");
    BOOST_TEST(converted("a", std::endian::little) == "\ufffd");
}

BOOST_AUTO_TEST_CASE(the_first_bytes_tell_the_order) {
    using namespace std::string_view_literals;
    BOOST_TEST((viz::utf16_order("\xff\xfe{\0"sv) == std::endian::little));
    BOOST_TEST((viz::utf16_order("\xfe\xff\0{"sv) == std::endian::big));
    BOOST_TEST((viz::utf16_order("{\0\"\0"sv) == std::endian::little));
    BOOST_TEST((viz::utf16_order("\0{\0\""sv) == std::endian::big));
    BOOST_TEST(!viz::utf16_order("{\"st"sv));
    BOOST_TEST(!viz::utf16_order(""sv));
}

}  // namespace
