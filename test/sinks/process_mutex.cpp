// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/process_mutex.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

#include <unistd.h>

using logdefer::detail::process_mutex;

BOOST_AUTO_TEST_CASE(it_is_one_threads_at_a_time) {
    process_mutex mutex;
    int count = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) {
                if (mutex.lock()) ++count;
                mutex.unlock();
            }
        });
    }
    for (auto& t : threads) t.join();
    BOOST_TEST(count == 40'000);
}

BOOST_AUTO_TEST_CASE(a_thread_knows_whether_it_has_locked_it) {
    process_mutex mutex;
    BOOST_TEST(!mutex.is_mine());
    BOOST_TEST(mutex.lock());
    BOOST_TEST(mutex.is_mine());
    BOOST_TEST(!mutex.lock());
    std::thread{[&] { BOOST_TEST(!mutex.is_mine()); }}.join();
    mutex.unlock();
    BOOST_TEST(!mutex.is_mine());
}

BOOST_AUTO_TEST_CASE(it_is_free_in_a_child_process) {
    process_mutex mutex;
    BOOST_TEST(mutex.lock());
    BOOST_TEST(support::child_succeeds([&] {
        ::alarm(20);  // if the mutex is not free, the child waits forever
        bool locked = !mutex.is_mine();
        for (int i = 0; i < 2; ++i) {
            locked = mutex.lock() && locked;
            mutex.unlock();
        }
        return locked;
    }));
    mutex.unlock();
}
