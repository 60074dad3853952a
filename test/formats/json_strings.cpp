// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/json_strings.hpp>

#include <support/printed.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace logdefer::detail;
using namespace std::string_view_literals;
using support::printed;

constexpr unsigned seed = 20231114;

/// Returns the inside of a JSON string, byte by byte; `s` is ASCII.
std::string escaped_naively(std::string_view s) {
    std::string all;
    for (char const c : s) {
        std::array<char, 8> escape;
        bool const special = c < ' ' || c == '"' || c == '\\';
        all += special ? std::string{escape.data(), print_escape(escape.data(), c)} : std::string{c};
    }
    return all;
}

/// Returns the output of both printers for `s`, `shift` bytes after an aligned address; empty if they differ.
std::string escaped_in_blocks(std::string_view s, std::size_t shift) {
    alignas(block) std::array<char, 160> from;
    std::array<char, 640> to;
    from.fill('"');
    std::memcpy(from.data() + shift, s.data(), s.size());
    std::string const padded{to.data(), print_padded_text(to.data(), from.data() + shift, s.size())};
    auto const exact = std::make_unique<char[]>(s.size());  // so that sanitizers detect reading past the end
    std::memcpy(exact.get(), s.data(), s.size());
    std::string const unpadded{to.data(), print_text(to.data(), exact.get(), s.size())};
    return padded == unpadded ? padded : "they differ";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(escaping)

BOOST_AUTO_TEST_CASE(finds_a_special_byte_at_every_place_of_every_length) {
    for (std::size_t n = 1; n <= 70; ++n) {
        for (std::size_t at = 0; at < n; ++at) {
            for (char const special : {'"', '\\', '\n', '\x1f', '\0'}) {
                std::string s(n, 'x');
                s[at] = special;
                if (escaped_in_blocks(s, (n + at) % block) != escaped_naively(s)) BOOST_ERROR(at << " of " << n);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(leaves_what_needs_none) {
    for (std::size_t n = 0; n <= 70; ++n) {
        std::string const s(n, '~');
        BOOST_TEST(escaped_in_blocks(s, n % block) == s);
    }
}

BOOST_AUTO_TEST_CASE(knows_every_ascii_byte) {
    for (char byte = 0; byte >= 0 && byte < 127; ++byte) {
        std::string const s(17, byte);
        BOOST_TEST(escaped_in_blocks(s, 3) == escaped_naively(s));
    }
}

BOOST_AUTO_TEST_CASE(agrees_with_the_naive_way_on_random_text) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 20'000; ++i) {
        std::string s(random() % 71, '\0');
        for (char& c : s) c = static_cast<char>(random() % 16 == 0 ? random() % 128 : ' ' + random() % 95);
        if (escaped_in_blocks(s, random() % block) != escaped_naively(s)) BOOST_ERROR("at round " << i);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(copying)

BOOST_AUTO_TEST_CASE(takes_every_byte_and_no_more) {
    for (std::size_t n = 0; n <= 70; ++n) {
        std::string from(n, '\0');
        for (std::size_t i = 0; i < n; ++i) from[i] = static_cast<char>('0' + i);
        auto const to = std::make_unique<char[]>(n + 1);
        to[n] = '#';
        BOOST_TEST((copy_bytes(to.get(), from.data(), n) == to.get() + n));
        BOOST_TEST(std::string_view(to.get(), n) == from);
        BOOST_TEST(to[n] == '#');
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(escapes_are_the_short_ones_where_json_has_them) {
    std::string all;
    for (char c = 0; c < 0x20; ++c) all += printed(print_escape, c);
    BOOST_TEST(
        all
        == R"(\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f)"
           R"(\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f)"sv);
    BOOST_TEST(printed(print_escape, '"') == "\\\"");
    BOOST_TEST(printed(print_escape, '\\') == "\\\\");
}
