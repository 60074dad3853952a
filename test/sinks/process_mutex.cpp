// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/process_mutex.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

#include <mutex>
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
                std::scoped_lock const lock{mutex};
                ++count;
            }
        });
    }
    for (auto& t : threads) t.join();
    BOOST_TEST(count == 40'000);
}

BOOST_AUTO_TEST_CASE(it_is_free_in_a_child_process) {
    process_mutex mutex;
    mutex.lock();
    BOOST_TEST(support::child_succeeds([&] {
        ::alarm(20);  // where it is not free, the child waits for ever
        for (int i = 0; i < 2; ++i) {
            mutex.lock();
            mutex.unlock();
        }
        return true;
    }));
    mutex.unlock();
}
