// SPDX-License-Identifier: BSL-1.0
#include <logdefer/detail/json_text.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace logdefer::detail;
using logdefer::time_precision;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr unsigned seed = 20231114;

/// What a printer wrote.
template <class Print, class... Args>
std::string printed(Print print, Args... args) {
    std::array<char, 64> text;
    return {text.data(), print(text.data(), args...)};
}

std::string real(double d) { return printed(print_real, bits_of(d)); }

/// The inside of a JSON string, byte by byte; `s` is ASCII.
std::string escaped_naively(std::string_view s) {
    std::string all;
    for (char const c : s) {
        std::array<char, 8> escape;
        bool const special = c < ' ' || c == '"' || c == '\\';
        all += special ? std::string{escape.data(), print_escape(escape.data(), c)} : std::string{c};
    }
    return all;
}

/// What both printers make of `s`, laid `shift` bytes behind an aligned address; empty where they differ.
std::string escaped_in_blocks(std::string_view s, std::size_t shift) {
    alignas(block) std::array<char, 160> from;
    std::array<char, 640> to;
    from.fill('"');
    std::memcpy(from.data() + shift, s.data(), s.size());
    std::string const padded{to.data(), print_padded_text(to.data(), from.data() + shift, s.size())};
    auto const exact = std::make_unique<char[]>(s.size());  // so that the sanitizers see what is read behind it
    std::memcpy(exact.get(), s.data(), s.size());
    std::string const unpadded{to.data(), print_text(to.data(), exact.get(), s.size())};
    return padded == unpadded ? padded : "they differ";
}

double random_double(std::mt19937_64& random) {
    switch (random() % 4) {
        case 0: return std::bit_cast<double>(random());
        case 1: return static_cast<double>(random() % 2'000'000'000) / 1000 - 1e6;
        case 2: return static_cast<double>(random() % 100'000'000) / 1e7;
        default: return std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200) - 130);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(integers)

BOOST_AUTO_TEST_CASE(are_those_of_the_standard_library) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 20'000; ++i) {
        std::uint64_t const u = random() >> random() % 64;
        auto const s = std::bit_cast<std::int64_t>(u);
        if (printed(print_unsigned, u) != std::to_string(u)) BOOST_ERROR(u);
        if (printed(print_integer, s) != std::to_string(s)) BOOST_ERROR(s);
        if (printed(print_integer, -s) != std::to_string(-s)) BOOST_ERROR(-s);
    }
}

BOOST_AUTO_TEST_CASE(are_right_around_every_power_of_ten) {
    for (std::uint64_t power = 1; power <= 1'000'000'000'000'000'000; power *= 10) {
        for (std::uint64_t const u : {power - 1, power, power + 1}) {
            BOOST_TEST(printed(print_unsigned, u) == std::to_string(u));
        }
    }
    BOOST_TEST(printed(print_unsigned, UINT64_MAX) == "18446744073709551615");
    BOOST_TEST(printed(print_integer, INT64_MIN) == "-9223372036854775808");
    BOOST_TEST(printed(print_integer, INT64_MAX) == "9223372036854775807");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reals)

BOOST_AUTO_TEST_CASE(read_back_as_themselves_and_are_as_short_as_can_be) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 100'000; ++i) {
        double const d = random_double(random);
        if (!std::isfinite(d)) continue;
        auto const text = real(d);
        if (std::strtod(text.c_str(), nullptr) != d) BOOST_ERROR(text << " is not " << d);
        double const magnitude = std::fabs(d);
        auto const format =
            magnitude >= 1e-5 && magnitude < 1e17 ? std::chars_format::fixed : std::chars_format::scientific;
        auto const shortest = printed([&](char* to) { return std::to_chars(to, to + 64, d, format).ptr; });
        if (d != 0 && text != shortest) BOOST_ERROR(text << " is not " << shortest);
    }
}

BOOST_AUTO_TEST_CASE(of_at_most_three_decimals_are_those_decimals) {
    for (std::uint64_t k = 1; k < 2'000'000; ++k) {
        std::string digits = std::to_string(1000 + k % 1000).substr(1);
        digits.resize(digits.find_last_not_of('0') + 1);
        std::string const expected = std::to_string(k / 1000) + (digits.empty() ? "" : "." + digits);
        double const d = static_cast<double>(k) / 1000;
        if (real(d) != expected) BOOST_ERROR(expected);
        if (real(-d) != '-' + expected) BOOST_ERROR('-' << expected);
        double const next = std::nextafter(d, HUGE_VAL);
        if (real(next) == expected) BOOST_ERROR("not only " << expected);
    }
}

BOOST_AUTO_TEST_CASE(are_plain_decimals_where_that_is_reasonable) {
    BOOST_TEST(real(200.5) == "200.5");
    BOOST_TEST(real(1.0) == "1");
    BOOST_TEST(real(-0.001) == "-0.001");
    BOOST_TEST(real(0.00001) == "0.00001");
    BOOST_TEST(real(9'999.999) == "9999.999");
    BOOST_TEST(real(10'000.0) == "10000");
    BOOST_TEST(real(999'999'999'999.999) == "999999999999.999");
    BOOST_TEST(real(1e16) == "10000000000000000");
    BOOST_TEST(real(1e17) == "1e+17");
    BOOST_TEST(real(9.99e-6) == "9.99e-06");
    BOOST_TEST(real(-1.7976931348623157e308) == "-1.7976931348623157e+308");
}

BOOST_AUTO_TEST_CASE(are_special_where_json_has_no_number) {
    BOOST_TEST(real(0.0) == "0");
    BOOST_TEST(real(-0.0) == "-0.0");
    BOOST_TEST(real(std::nan("")) == "null");
    BOOST_TEST(printed(print_real, UINT64_MAX) == "null");
    BOOST_TEST(printed(print_real, infinity_bits + 1) == "null");
    BOOST_TEST(real(HUGE_VAL) == "null");
    BOOST_TEST(real(-HUGE_VAL) == "null");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(of_a_record_have_a_fixed_point_and_are_truncated) {
    auto const micros = [](auto t) {
        return printed(print_time, std::chrono::nanoseconds{t}, time_precision::microseconds);
    };
    auto const nanos = [](auto t) {
        return printed(print_time, std::chrono::nanoseconds{t}, time_precision::nanoseconds);
    };
    BOOST_TEST(micros(0ns) == "0.000000");
    BOOST_TEST(micros(999ns) == "0.000000");
    BOOST_TEST(micros(1'999ns) == "0.000001");
    BOOST_TEST(micros(1'340'353'046'935'650'999ns) == "1340353046.935650");
    BOOST_TEST(nanos(1ns) == "0.000000001");
    BOOST_TEST(nanos(1'340'353'046'935'650'999ns) == "1340353046.935650999");
    BOOST_TEST(nanos(std::chrono::nanoseconds::max()) == "9223372036.854775807");
    BOOST_TEST(micros(std::chrono::nanoseconds::max()) == "9223372036.854775");
}

BOOST_AUTO_TEST_CASE(of_a_record_are_right_around_every_microsecond) {
    for (std::uint64_t micros = 0; micros < 1'000'000; ++micros) {
        auto const expected = std::to_string(1'000'000 + micros).substr(1);
        for (std::uint64_t const ns : {0U, 999U}) {
            if (printed(print_micros, 1000 * micros + ns) != expected) BOOST_ERROR(micros << " and " << ns);
        }
    }
}

BOOST_AUTO_TEST_CASE(of_a_user_have_no_trailing_zeros) {
    auto const seconds = [](std::chrono::nanoseconds t) { return printed(print_seconds, t); };
    BOOST_TEST(seconds(0ns) == "0");
    BOOST_TEST(seconds(10s) == "10");
    BOOST_TEST(seconds(100ns) == "0.0000001");
    BOOST_TEST(seconds(-1'500ms) == "-1.5");
    BOOST_TEST(seconds(std::chrono::nanoseconds::min()) == "-9223372036.854775808");
}

BOOST_AUTO_TEST_SUITE_END()

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

BOOST_AUTO_TEST_SUITE(utf_8)

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
