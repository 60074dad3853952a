// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/parse_real.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace {

using logdefer::detail::parse_real;
using logdefer::detail::parse_without_point;

constexpr std::string_view texts[] = {
    "0",      "-0.0",     "1",        "-1.5",    "1700000000.000001",       "0.1", "1e5", "1E+5",
    "1.5e-3", "2.5E-300", "-12.5e+1", "5e-324",  "1.7976931348623157e308",  "100", "1e0", "9007199254740993",
    "0.3",    "123.456",  "1e-400",   "0.001e3", "4.9406564584124654e-324",
};

std::uint64_t bits(double d) { return std::bit_cast<std::uint64_t>(d); }

std::string printed(double d, std::chars_format format) {
    std::array<char, 2000> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), d, format).ptr};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_number_is_read_as_the_nearest_double) {
    BOOST_TEST(parse_real("0.1") == 0.1);
    BOOST_TEST(parse_real("-12.5e+1") == -125);
    BOOST_TEST(parse_real("9007199254740993") == 9007199254740992);
    BOOST_TEST(parse_real("1e-400") == 0);
    BOOST_TEST(parse_real("5e-324") == std::numeric_limits<double>::denorm_min());
}

BOOST_AUTO_TEST_CASE(a_library_that_reads_only_integers_reads_the_same_numbers) {
    for (std::string_view const text : texts)
        BOOST_TEST(bits(parse_without_point(text)) == bits(parse_real(text)), text);
    std::mt19937_64 random{20261130};
    int different = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto const d = std::bit_cast<double>(random());
        if (bits(d) << 1U >= bits(std::numeric_limits<double>::infinity()) << 1U) continue;
        different += bits(parse_without_point(printed(d, std::chars_format::scientific))) == bits(d) ? 0 : 1;
        different += bits(parse_without_point(printed(d, std::chars_format::fixed))) == bits(d) ? 0 : 1;
    }
    BOOST_TEST(different == 0);
}
