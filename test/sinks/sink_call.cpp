// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/sink_call.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace logdefer::detail;

BOOST_AUTO_TEST_CASE(one_thread_at_a_time_has_the_lock) {
    process_mutex mutex;
    std::atomic<int> inside = 0;
    std::atomic<int> meetings = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                sink_call const call{mutex};
                if (!call || inside.fetch_add(1) != 0) ++meetings;
                std::this_thread::yield();  // lets other threads try
                --inside;
            }
        });
    }
    for (auto& t : threads) t.join();
    BOOST_TEST(meetings == 0);
}

BOOST_AUTO_TEST_CASE(a_thread_that_has_it_does_not_get_it_twice) {
    process_mutex mutex;
    {
        sink_call const outer{mutex};
        sink_call const inner{mutex};
        BOOST_TEST(bool{outer});
        BOOST_TEST(!inner);
    }
    BOOST_TEST(bool{sink_call{mutex}});
}

BOOST_AUTO_TEST_CASE(a_child_process_gets_what_another_thread_of_its_parent_had) {
    process_mutex mutex;
    std::latch locked{1};
    std::latch forked{1};
    std::thread owner{[&] {
        sink_call const call{mutex};
        locked.count_down();
        forked.wait();
    }};
    locked.wait();
    pid_t const child = ::fork();
    if (child == 0) {
        bool const first = bool{sink_call{mutex}};
        bool const second = bool{sink_call{mutex}};
        ::_exit(first && second ? 0 : 1);
    }
    forked.count_down();
    owner.join();
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    BOOST_TEST(bool{sink_call{mutex}});
}

BOOST_AUTO_TEST_CASE(a_child_process_does_not_take_its_own_thread_for_another) {
    process_mutex mutex;
    sink_call const outer{mutex};
    pid_t const child = ::fork();
    if (child == 0) {
        bool const fresh = bool{sink_call{mutex}};  // the child does not continue the call of the parent
        ::_exit(fresh ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(a_thread_is_cancelled_after_its_call) {
    bool went_on = false;
    std::thread thread{[&] {
        process_mutex mutex;
        ::pthread_cancel(::pthread_self());
        {
            sink_call const call{mutex};
            ::pthread_testcancel();
            went_on = true;
        }
        ::pthread_testcancel();
        went_on = false;  // not reached
    }};
    thread.join();
    BOOST_TEST(went_on);
}
