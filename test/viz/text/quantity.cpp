// SPDX-License-Identifier: BSL-1.0
#include "text/quantity.hpp"

#include "encoding/colours.hpp"
#include "text/table.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace {

using viz::text::shown_number;
using viz::text::shown_share;

std::string shown_duration(double seconds) { return viz::text::shown_duration(std::chrono::duration<double>{seconds}); }

BOOST_AUTO_TEST_CASE(numbers_have_three_digits_that_count) {
    BOOST_TEST(shown_number(0) == "0");
    BOOST_TEST(shown_number(0.012345) == "0.0123");
    BOOST_TEST(shown_number(9.996) == "10.0");
    BOOST_TEST(shown_number(99.96) == "100");
    BOOST_TEST(shown_number(123456) == "123456");
    BOOST_TEST(shown_number(std::numeric_limits<double>::max()) == "1.79769313486232e+308");
}

BOOST_AUTO_TEST_CASE(durations_have_the_unit_that_fits) {
    BOOST_TEST(shown_duration(0) == "0 s");
    BOOST_TEST(shown_duration(2e-9) == "2.00 ns");
    BOOST_TEST(shown_duration(0.000340) == "340 us");
    BOOST_TEST(shown_duration(0.0125) == "12.5 ms");
    BOOST_TEST(shown_duration(0.99999) == "1.00 s");
    BOOST_TEST(shown_duration(90) == "90.0 s");
    BOOST_TEST(shown_duration(1500) == "25.0 m");
    BOOST_TEST(shown_duration(7200) == "2.00 h");
    BOOST_TEST(shown_duration(1e6) == "11.6 d");
}

BOOST_AUTO_TEST_CASE(a_share_of_nothing_is_0) {
    BOOST_TEST(shown_share(1, 8) == "12.5%");
    BOOST_TEST(shown_share(0, 0) == "0.0%");
}

BOOST_AUTO_TEST_CASE(columns_are_aligned_by_what_they_take_on_a_terminal) {
    viz::text::table table{"lrrl", 80, ""};
    table.add({"\u65e5\u672c", "1", "22"});
    table.add({"a", "", "3", "b"});
    std::string out;
    table.print(out);
    BOOST_TEST(out == "\u65e5\u672c  1  22\na         3  b\n");
}

BOOST_AUTO_TEST_CASE(the_column_that_gives_way_is_truncated_where_rows_are_too_wide_and_keeps_12_columns) {
    auto const printed = [](std::size_t columns) {
        viz::text::table table{"rfl", columns, ""};
        table.add({"1", std::string(30, 'n'), "end"});
        std::string out;
        table.print(out);
        return out;
    };
    BOOST_TEST(printed(38) == "1  " + std::string(30, 'n') + "  end\n");
    BOOST_TEST(printed(37) == "1  " + std::string(28, 'n') + "\u2026  end\n");
    BOOST_TEST(printed(0) == "1  " + std::string(11, 'n') + "\u2026  end\n");
}

BOOST_AUTO_TEST_CASE(colours_take_no_columns) {
    viz::text::table table{"rl", 80, "<"};
    table.add({"a", "b"});
    table.add({viz::text::coloured("10", "\x1b[91m"), "c"});
    std::string out;
    table.print(out);
    BOOST_TEST(out == "< a  b\x1b[0m\n\x1b[91m10\x1b[0m  c\n");
}

}  // namespace
