// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/random.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <thread>

using namespace logdefer::detail;

BOOST_AUTO_TEST_SUITE(the_random_numbers)

BOOST_AUTO_TEST_CASE(are_those_of_splitmix64) {
    thread_random::seed(1'234'567);
    BOOST_TEST(thread_random::draw() == unit_interval(6'457'827'717'110'365'317U));  // the numbers of the public code
    BOOST_TEST(thread_random::draw() == unit_interval(3'203'168'211'198'807'973U));
    BOOST_TEST(thread_random::draw() == unit_interval(9'817'491'932'198'370'423U));
}

BOOST_AUTO_TEST_CASE(are_never_1) {
    BOOST_TEST(unit_interval(0) == 0);
    BOOST_TEST(unit_interval(~std::uint64_t{0}) < 1);
    BOOST_TEST(unit_interval(std::uint64_t{1} << 63U) == 0.5);
}

BOOST_AUTO_TEST_CASE(differ_between_threads) {
    double other = 0;
    std::thread{[&] { other = thread_random::draw(); }}.join();
    double third = 0;
    std::thread{[&] { third = thread_random::draw(); }}.join();
    BOOST_TEST(other != third);
}

BOOST_AUTO_TEST_CASE(differ_between_a_process_and_its_child) {
    thread_random::seed(1);
    double const next = thread_random::draw();
    thread_random::seed(1);
    BOOST_TEST(support::child_succeeds([&] { return thread_random::draw() != next; }));
    BOOST_TEST(thread_random::draw() == next);
}

BOOST_AUTO_TEST_SUITE_END()
