// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/atomic.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <concepts>
#include <thread>

namespace {

using logdefer::detail::memory_order;

using counter = logdefer::detail::atomic<unsigned long>;
static_assert(!std::copyable<counter> && !std::movable<counter>);

}  // namespace

BOOST_AUTO_TEST_CASE(every_change_returns_what_was_there_before) {
    counter n{7};
    BOOST_TEST(n.fetch_add(3, memory_order::relaxed) == 7U);
    BOOST_TEST(n.fetch_sub(1, memory_order::relaxed) == 10U);
    BOOST_TEST(n.exchange(5, memory_order::acquire) == 9U);
    BOOST_TEST(n.load(memory_order::relaxed) == 5U);
    n.store(6, memory_order::release);
    BOOST_TEST(n.load(memory_order::acquire) == 6U);
}

BOOST_AUTO_TEST_CASE(an_exchange_that_finds_something_else_changes_nothing_and_tells_what) {
    counter n{1};
    unsigned long expected = 2;
    BOOST_TEST(!n.compare_exchange_weak(expected, 3, memory_order::release, memory_order::relaxed));
    BOOST_TEST(expected == 1U);
    BOOST_TEST(n.load(memory_order::relaxed) == 1U);
}

BOOST_AUTO_TEST_CASE(an_exchange_that_finds_what_it_expects_succeeds_in_the_end) {
    std::array<int, 2> items{};
    logdefer::detail::atomic<int*> at{&items[0]};
    int* expected = &items[0];
    while (!at.compare_exchange_weak(expected, &items[1], memory_order::release, memory_order::relaxed)) {
    }
    BOOST_TEST(at.load(memory_order::acquire) == &items[1]);
}

BOOST_AUTO_TEST_CASE(two_threads_lose_no_change) {
    constexpr unsigned long each = 100'000;
    counter by_adding{0};
    counter by_exchange{0};
    auto const count = [&] {
        for (unsigned long i = 0; i < each; ++i) {
            by_adding.fetch_add(1, memory_order::relaxed);
            unsigned long seen = by_exchange.load(memory_order::relaxed);
            while (!by_exchange.compare_exchange_weak(seen, seen + 1, memory_order::release, memory_order::relaxed)) {
            }
        }
    };
    std::thread other{count};
    count();
    other.join();
    BOOST_TEST(by_adding.load(memory_order::relaxed) == 2 * each);
    BOOST_TEST(by_exchange.load(memory_order::relaxed) == 2 * each);
}
