// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/json_times.hpp>

#include <support/printed.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace {

using namespace logdefer::detail;
using logdefer::time_precision;
using support::printed;
using namespace std::chrono_literals;

}  // namespace

BOOST_AUTO_TEST_CASE(times_of_a_record_have_a_fixed_point_and_are_truncated) {
    auto const micros = [](std::chrono::nanoseconds t) {
        return printed(time_printer{time_precision::microseconds}, t);
    };
    auto const nanos = [](std::chrono::nanoseconds t) { return printed(time_printer{time_precision::nanoseconds}, t); };
    BOOST_TEST(micros(0ns) == "0.000000");
    BOOST_TEST(micros(999ns) == "0.000000");
    BOOST_TEST(micros(1'999ns) == "0.000001");
    BOOST_TEST(micros(1'340'353'046'935'650'999ns) == "1340353046.935650");
    BOOST_TEST(micros(999'999'999ns) == "0.999999");
    BOOST_TEST(micros(1s) == "1.000000");
    BOOST_TEST(micros(999'999'999s) == "999999999.000000");
    BOOST_TEST(micros(1'000'000'000s) == "1000000000.000000");
    BOOST_TEST(micros(9'076'054'032s) == "9076054032.000000");
    BOOST_TEST(nanos(1ns) == "0.000000001");
    BOOST_TEST(nanos(1'340'353'046'935'650'999ns) == "1340353046.935650999");
    BOOST_TEST(nanos(std::chrono::nanoseconds::max()) == "9223372036.854775807");
    BOOST_TEST(micros(std::chrono::nanoseconds::max()) == "9223372036.854775");
}

BOOST_AUTO_TEST_CASE(text_before_a_time_comes_first_whatever_the_time) {
    for (auto const t : {0ns, std::chrono::nanoseconds{12s}}) {
        for (auto const precision : {time_precision::microseconds, time_precision::nanoseconds}) {
            time_printer const time{precision};
            auto const after = [&](char* to, std::chrono::nanoseconds n) { return time(to, ",\"end\":", n); };
            BOOST_TEST(printed(after, t) == ",\"end\":" + printed(time, t));
        }
    }
}

BOOST_AUTO_TEST_CASE(times_of_a_record_are_right_around_every_microsecond) {
    for (std::uint64_t micros = 0; micros < 1'000'000; ++micros) {
        auto const expected = std::to_string(1'000'000 + micros).substr(1);
        for (std::uint64_t const ns : {0U, 999U}) {
            if (printed(print_micros, 1000 * micros + ns) != expected) BOOST_ERROR(micros << " and " << ns);
        }
    }
}

BOOST_AUTO_TEST_CASE(durations_of_a_user_have_no_trailing_zeros) {
    auto const seconds = [](std::chrono::nanoseconds t) { return printed(print_seconds, t); };
    BOOST_TEST(seconds(0ns) == "0");
    BOOST_TEST(seconds(10s) == "10");
    BOOST_TEST(seconds(100ns) == "0.0000001");
    BOOST_TEST(seconds(-1'500ms) == "-1.5");
    BOOST_TEST(seconds(std::chrono::nanoseconds::min()) == "-9223372036.854775808");
}
