// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/reference_count.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <thread>

using logdefer::detail::reference_count;

BOOST_AUTO_TEST_CASE(only_the_last_of_several_owners_is_told_so) {
    reference_count owners;
    owners.add();
    owners.add(2);
    BOOST_TEST(!owners.release());
    BOOST_TEST(!owners.release());
    BOOST_TEST(!owners.release());
    BOOST_TEST(owners.release());
}

BOOST_AUTO_TEST_CASE(the_last_owner_goes_on_as_the_only_one) {
    reference_count owners;
    owners.add();
    BOOST_TEST(!owners.release());
    BOOST_TEST(owners.release());
    owners.add();
    BOOST_TEST(!owners.release());
    BOOST_TEST(owners.release());
}

BOOST_AUTO_TEST_CASE(a_count_that_is_restarted_forgets_its_owners) {
    reference_count owners;
    owners.add(5);
    owners.restart();
    BOOST_TEST(owners.release());
}

BOOST_AUTO_TEST_CASE(exactly_one_of_the_owners_on_several_threads_is_the_last) {
    constexpr std::size_t rounds = 2'000;
    std::atomic<int> last = 0;
    for (std::size_t i = 0; i < rounds; ++i) {
        reference_count owners;
        owners.add();
        std::array<std::jthread, 2> threads;
        for (auto& t : threads) t = std::jthread{[&] { last += owners.release() ? 1 : 0; }};
    }
    BOOST_TEST(last == static_cast<int>(rounds));
}
