// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/numbers.hpp>

#include <boost/test/unit_test.hpp>

#include <bit>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <random>
#include <ratio>
#include <string>

namespace {

using namespace logdefer::detail;

using third = std::ratio<1, 3>;

constexpr unsigned seed = 20261129;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

/// Returns the double that a decimal text means.
double parsed(std::string const& text) { return std::strtod(text.c_str(), nullptr); }

/// Integers of all sizes, half of them negative.
class random_integers {
public:
    random_integers() { BOOST_TEST_MESSAGE("seed " << seed); }
    std::int64_t operator()() { return static_cast<std::int64_t>(bits_()) >> (bits_() % 64); }

private:
    std::mt19937_64 bits_{seed};
};

/// Returns what `to_nanoseconds` makes of a count.
template <class Period, class Rep>
constexpr std::optional<std::int64_t> nanoseconds(Rep count) {
    std::int64_t ns = 0;
    if (!to_nanoseconds<Period>(count, ns)) return {};
    return ns;
}

/// A naive model of `to_nanoseconds`, for periods whose numerator times a billion fits 64 bits.
template <class Period>
std::optional<std::int64_t> modelled_nanoseconds(bool negative, std::uint64_t magnitude) {
    static_assert(Period::num <= most / 1'000'000'000);
    uint128 const ns = uint128{magnitude} * static_cast<std::uint64_t>(Period::num * 1'000'000'000)
                       / static_cast<std::uint64_t>(Period::den);
    auto const limit = static_cast<std::uint64_t>(most) + (negative ? 1 : 0);
    if (ns > limit) return {};
    auto const bits = static_cast<std::uint64_t>(ns);
    return static_cast<std::int64_t>(negative ? ~bits + 1 : bits);
}

template <class Period>
void agrees_with_the_model(std::int64_t count) {
    auto const magnitude = static_cast<std::uint64_t>(count);
    bool const as_signed =
        nanoseconds<Period>(count) == modelled_nanoseconds<Period>(count < 0, count < 0 ? ~magnitude + 1 : magnitude);
    bool const as_unsigned = nanoseconds<Period>(magnitude) == modelled_nanoseconds<Period>(false, magnitude);
    if (!as_signed || !as_unsigned) BOOST_ERROR(count << " of " << Period::num << "/" << Period::den);
}

template <class... Periods>
void agree_with_the_model() {
    random_integers random;
    for (int i = 0; i < 20'000; ++i) {
        auto const count = random();
        (agrees_with_the_model<Periods>(count), ...);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_float)

BOOST_AUTO_TEST_CASE(becomes_the_double_of_its_shortest_text) {
    BOOST_TEST(shortest_bits(0.1F) == bits_of(0.1));
    BOOST_TEST(shortest_bits(-0.0F) == bits_of(-0.0));
    BOOST_TEST(shortest_bits(16777216.0F) == bits_of(16777216.0));
    BOOST_TEST(shortest_bits(std::numeric_limits<float>::max()) == bits_of(3.4028235e38));
    BOOST_TEST(shortest_bits(std::numeric_limits<float>::denorm_min()) == bits_of(1e-45));
}

BOOST_AUTO_TEST_CASE(that_was_read_from_six_digits_becomes_the_double_of_those_digits) {
    random_integers random;
    for (int i = 0; i < 20'000; ++i) {
        auto const text = std::to_string(random() % 1'000'000) + "e-" + std::to_string(random() & 31);
        if (shortest_bits(std::strtof(text.c_str(), nullptr)) != bits_of(parsed(text))) BOOST_ERROR(text);
    }
}

BOOST_AUTO_TEST_CASE(is_got_back_from_its_double_whatever_its_bits) {
    random_integers random;
    for (int i = 0; i < 20'000; ++i) {
        auto const f = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (std::isfinite(f) && static_cast<float>(std::bit_cast<double>(shortest_bits(f))) != f) BOOST_ERROR(f);
    }
}

BOOST_AUTO_TEST_CASE(becomes_the_same_however_the_program_rounds_which_does_not_change) {
    for (int const mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
        std::fesetround(mode);
        bool const right = shortest_bits(0.1F) == bits_of(0.1) && shortest_bits(2903.13F) == bits_of(2903.13)
                           && shortest_bits(1.1723781e+26F) == bits_of(1.1723781e+26);
        bool const kept = std::fegetround() == mode;
        std::fesetround(FE_TONEAREST);
        BOOST_TEST(right);
        BOOST_TEST(kept);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_floating_point_number)

BOOST_AUTO_TEST_CASE(is_recorded_as_the_double_that_it_is_or_that_is_nearest) {
    BOOST_TEST(real_bits(0.1) == bits_of(0.1));
    BOOST_TEST(real_bits(0.1F) == bits_of(0.1));
    BOOST_TEST(real_bits(0.1L) == bits_of(0.1));
    BOOST_TEST(real_bits(std::numeric_limits<double>::signaling_NaN())
               == bits_of(std::numeric_limits<double>::signaling_NaN()));
}

BOOST_AUTO_TEST_CASE(that_is_not_finite_stays_so_and_keeps_its_sign_and_payload) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    BOOST_TEST(real_bits(infinity) == infinity_bits);
    BOOST_TEST(real_bits(-infinity) == (sign_bit | infinity_bits));
    BOOST_TEST(real_bits(std::bit_cast<float>(0xffc0'0001U)) == 0xfff8'0000'2000'0000U);
    BOOST_TEST(real_bits(std::numeric_limits<long double>::max()) == infinity_bits);
}

BOOST_AUTO_TEST_CASE(is_finite_unless_it_is_an_infinity_or_no_number) {
    static_assert(is_finite(bits_of(0.0)) && is_finite(bits_of(-0.0)));
    static_assert(is_finite(bits_of(std::numeric_limits<double>::max())));
    static_assert(is_finite(bits_of(std::numeric_limits<double>::lowest())));
    static_assert(!is_finite(infinity_bits) && !is_finite(sign_bit | infinity_bits));
    BOOST_TEST(!is_finite(bits_of(std::numeric_limits<double>::quiet_NaN())));
    BOOST_TEST(!is_finite(bits_of(-std::numeric_limits<double>::quiet_NaN())));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(periods_in_floating_point)

BOOST_AUTO_TEST_CASE(of_a_decimal_fraction_become_the_double_nearest_to_the_seconds) {
    random_integers random;
    for (int i = 0; i < 20'000; ++i) {
        auto const integer = random() >> 11;  // a double is exact
        auto const count = static_cast<double>(integer);
        auto const digits = std::to_string(integer);
        bool const right = seconds_bits<std::milli>(count) == bits_of(parsed(digits + "e-3"))
                           && seconds_bits<std::micro>(count) == bits_of(parsed(digits + "e-6"))
                           && seconds_bits<std::nano>(count) == bits_of(parsed(digits + "e-9"));
        if (!right) BOOST_ERROR(integer);
    }
}

BOOST_AUTO_TEST_CASE(of_whole_seconds_become_the_double_nearest_to_the_seconds) {
    random_integers random;
    for (int i = 0; i < 20'000; ++i) {
        auto const integer = random() >> 11;
        __extension__ using wide = __int128;
        auto const expected = static_cast<double>(wide{integer} * 3600);
        if (seconds_bits<std::ratio<3600>>(static_cast<double>(integer)) != bits_of(expected)) BOOST_ERROR(integer);
    }
}

BOOST_AUTO_TEST_CASE(of_any_fraction_become_the_double_nearest_to_the_seconds_where_the_product_is_exact) {
    BOOST_TEST((seconds_bits<std::ratio<2, 3>>(0.5)) == bits_of(1.0 / 3));
    BOOST_TEST((seconds_bits<std::ratio<1001, 30'000>>(30'000.0)) == bits_of(1001.0));
}

BOOST_AUTO_TEST_CASE(of_one_second_are_what_they_are) {
    BOOST_TEST(seconds_bits<std::ratio<1>>(0.1) == bits_of(0.1));
    BOOST_TEST(seconds_bits<std::ratio<1>>(0.1F) == bits_of(0.1));
}

BOOST_AUTO_TEST_CASE(that_are_counted_in_a_float_count_as_its_shortest_text) {
    BOOST_TEST(seconds_bits<std::milli>(0.1F) == bits_of(0.0001));
    BOOST_TEST(seconds_bits<std::micro>(1.5L) == bits_of(1.5e-6));
}

BOOST_AUTO_TEST_CASE(that_are_not_finite_stay_so) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    BOOST_TEST(seconds_bits<std::milli>(-infinity) == (sign_bit | infinity_bits));
    BOOST_TEST(seconds_bits<std::ratio<60>>(std::numeric_limits<float>::infinity()) == infinity_bits);
    BOOST_TEST(!is_finite(seconds_bits<std::milli>(std::numeric_limits<double>::quiet_NaN())));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(whole_periods)

BOOST_AUTO_TEST_CASE(are_converted_to_nanoseconds_as_a_naive_model_does) {
    agree_with_the_model<std::nano, std::micro, std::milli, std::ratio<1>, std::ratio<60>, std::ratio<31'556'952>>();
    agree_with_the_model<std::pico, std::atto, third, std::ratio<1, 44'100>, std::ratio<1001, 30'000>,
                         std::ratio<2'000'000'001, 3>, std::ratio<1, most>, std::giga>();
}

BOOST_AUTO_TEST_CASE(are_truncated_towards_zero) {
    BOOST_TEST((nanoseconds<std::pico>(1'999) == 1));
    BOOST_TEST((nanoseconds<std::pico>(-1'999) == -1));
    BOOST_TEST((nanoseconds<third>(-2) == -666'666'666));
}

BOOST_AUTO_TEST_CASE(fit_up_to_the_ends_of_64_bits_and_no_further) {
    constexpr std::uint64_t beyond = std::uint64_t{1} << 63U;
    BOOST_TEST((nanoseconds<std::nano>(most) == most));
    BOOST_TEST((nanoseconds<std::nano>(least) == least));
    BOOST_TEST((nanoseconds<std::nano>(beyond - 1) == most));
    BOOST_TEST(!nanoseconds<std::nano>(beyond));
    BOOST_TEST((nanoseconds<std::micro>(most / 1'000) == most / 1'000 * 1'000));
    BOOST_TEST((nanoseconds<std::micro>(least / 1'000) == least / 1'000 * 1'000));
    BOOST_TEST(!nanoseconds<std::micro>(most / 1'000 + 1));
    BOOST_TEST(!nanoseconds<std::micro>(least / 1'000 - 1));
    BOOST_TEST((nanoseconds<third>(27'670'116'110) == 9'223'372'036'666'666'666));
    BOOST_TEST(!nanoseconds<third>(27'670'116'111));
    BOOST_TEST((nanoseconds<third>(-27'670'116'110) == -9'223'372'036'666'666'666));
    BOOST_TEST(!nanoseconds<third>(-27'670'116'111));
    using seventh = std::ratio<1, 7>;  // 6/7 is more than the fraction of the greatest second
    BOOST_TEST((nanoseconds<seventh>(9'223'372'036 * 7 + 5) == 9'223'372'036'714'285'714));
    BOOST_TEST(!nanoseconds<seventh>(9'223'372'036 * 7 + 6));
}

BOOST_AUTO_TEST_CASE(of_any_length_do_not_overflow) {
    BOOST_TEST((nanoseconds<std::exa>(0) == 0));
    BOOST_TEST(!nanoseconds<std::exa>(1));
    BOOST_TEST(!nanoseconds<std::exa>(most));
    BOOST_TEST(!nanoseconds<std::exa>(least));
    BOOST_TEST((nanoseconds<std::ratio<most, most - 1>>(9'223'372'036) == 9'223'372'036'000'000'000));
    BOOST_TEST((!nanoseconds<std::ratio<most, most - 1>>(9'223'372'037)));
    BOOST_TEST((!nanoseconds<std::ratio<most, most - 1>>(std::numeric_limits<std::uint64_t>::max())));
    using long_period = std::ratio<std::int64_t{1} << 62, 3>;
    BOOST_TEST(!nanoseconds<long_period>(std::int64_t{3} << 57));  // 2^128 * 5^9 nanoseconds
}

BOOST_AUTO_TEST_CASE(may_be_counted_in_any_integer) {
    BOOST_TEST((nanoseconds<std::milli>(std::int8_t{-128}) == -128'000'000));
    BOOST_TEST((nanoseconds<std::milli>(std::uint8_t{255}) == 255'000'000));
    BOOST_TEST((nanoseconds<third>(std::int16_t{-3}) == -1'000'000'000));
    BOOST_TEST((nanoseconds<std::milli>(std::numeric_limits<int>::min()) == -2'147'483'648'000'000));
    static_assert(nanoseconds<std::milli>(7U) == 7'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
