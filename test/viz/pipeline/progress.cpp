// SPDX-License-Identifier: BSL-1.0
#include "pipeline/progress.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using viz::progress_text;

BOOST_AUTO_TEST_CASE(with_a_known_end_the_time_left_is_told) {
    BOOST_TEST(progress_text(12'300'000, 45'600'000, 2) == "12.3 MB of 45.6 MB, 6.2 MB/s, 0:05 left");
    BOOST_TEST(progress_text(1'000'000'000, 7'000'000'000'000, 10) == "1.0 GB of 7.0 TB, 100.0 MB/s, 19:26:30 left");
}

BOOST_AUTO_TEST_CASE(without_one_it_is_not) {
    BOOST_TEST(progress_text(999'960, std::nullopt, 1) == "1.0 MB, 1.0 MB/s");
    BOOST_TEST(progress_text(2000, 1000, 1) == "2.0 kB, 2.0 kB/s");
}

BOOST_AUTO_TEST_CASE(nothing_may_have_been_read) {
    BOOST_TEST(progress_text(0, 1000, 1) == "0.0 kB of 1.0 kB, 0.0 kB/s");
}

}  // namespace
