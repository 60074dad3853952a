// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/budget.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace logdefer::detail;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t now = 1'700'000'000 * second;

int taken_of(int n, budget_counter& counter, budget_limit limit, std::int64_t ended) {
    int taken = 0;
    for (int i = 0; i < n; ++i) taken += counter.take(limit, ended) ? 1 : 0;
    return taken;
}

budget_counter& counter_for(budget& of, std::string const& user) {
    support::recording record;
    record.data("user", user);
    return of.counter_for(record.seal(std::chrono::nanoseconds{0}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_budget)

BOOST_AUTO_TEST_CASE(lets_its_number_of_records_through_in_each_window) {
    budget_counter counter;
    budget_limit const limit{3, second};
    BOOST_TEST(taken_of(5, counter, limit, now) == 3);
    BOOST_TEST(taken_of(5, counter, limit, now + second - 1) == 0);
    BOOST_TEST(taken_of(5, counter, limit, now + second) == 3);
    BOOST_TEST(taken_of(2, counter, limit, now + 9 * second) == 2);
    BOOST_TEST(taken_of(5, counter, limit, now + 9 * second + 1) == 1);
}

BOOST_AUTO_TEST_CASE(says_whether_it_has_room_without_using_it) {
    budget_counter counter;
    budget_limit const limit{1, second};
    BOOST_TEST(counter.has_room(limit, now));
    BOOST_TEST(counter.has_room(limit, now));
    BOOST_TEST(counter.take(limit, now));
    BOOST_TEST(!counter.has_room(limit, now));
    BOOST_TEST(counter.has_room(limit, now + second));
    BOOST_TEST(!counter.has_room({0, second}, now + second));
}

BOOST_AUTO_TEST_CASE(counts_a_late_record_in_the_last_window) {
    budget_counter counter;
    budget_limit const limit{2, second};
    BOOST_TEST(taken_of(1, counter, limit, now) == 1);
    BOOST_TEST(taken_of(1, counter, limit, now - 60 * second) == 1);
    BOOST_TEST(taken_of(1, counter, limit, now - second) == 0);
    BOOST_TEST(taken_of(1, counter, limit, now) == 0);
}

BOOST_AUTO_TEST_CASE(starts_again_if_the_wall_time_was_set_back) {
    budget_counter counter;
    budget_limit const limit{2, second};
    BOOST_TEST(taken_of(3, counter, limit, now) == 2);
    BOOST_TEST(taken_of(3, counter, limit, now - 61 * second) == 2);
    budget_limit const hourly{2, 3600 * second};
    budget_counter slow;
    BOOST_TEST(taken_of(3, slow, hourly, now) == 2);
    BOOST_TEST(taken_of(3, slow, hourly, now - 3600 * second) == 0);  // the window before
    BOOST_TEST(taken_of(3, slow, hourly, now - 7200 * second) == 2);
}

BOOST_AUTO_TEST_CASE(counts_its_first_record_in_the_window_of_that) {
    // the last minute before numbers of windows are 0 again
    constexpr std::int64_t late = ((std::int64_t{1} << 32) - 10) * second;
    budget_counter counter;
    budget_limit const limit{2, second};
    BOOST_TEST(taken_of(3, counter, limit, late) == 2);
    BOOST_TEST(taken_of(3, counter, limit, late + second) == 2);
}

BOOST_AUTO_TEST_CASE(counts_what_is_carried_by_the_state_that_it_had) {
    budget_counter counter;
    counter.carry(false);
    counter.carry(false);
    counter.carry(true);
    BOOST_TEST(counter.take_carried(false) == 2U);
    BOOST_TEST(counter.take_carried(false) == 0U);
    BOOST_TEST(counter.take_carried(true) == 1U);
    BOOST_TEST(counter.take_carried(true) == 0U);
}

BOOST_AUTO_TEST_CASE(has_one_counter_for_each_value_of_its_key_as_far_as_there_are_counters) {
    budget* const of = budget::by_key({1, second}, "user");
    BOOST_TEST_REQUIRE((of != nullptr));
    BOOST_TEST((&counter_for(*of, "jane") == &counter_for(*of, "jane")));
    BOOST_TEST((&counter_for(*of, "jane") != &counter_for(*of, "joe")));
    std::set<budget_counter*> different;
    for (int i = 0; i < 10'000; ++i) different.insert(&counter_for(*of, std::to_string(i)));
    BOOST_TEST(different.size() == 256U);
    of->release();
}

BOOST_AUTO_TEST_CASE(has_one_counter_if_it_has_no_key) {
    budget* const of = budget::for_all({1, second});
    BOOST_TEST_REQUIRE((of != nullptr));
    BOOST_TEST((&counter_for(*of, "jane") == &counter_for(*of, "joe")));
    of->release();
}

BOOST_AUTO_TEST_CASE(lets_exactly_its_number_through_if_threads_share_it) {
    constexpr int threads = 4;
    constexpr int windows = 50;
    constexpr int records = 20'000;  // of each thread in each window
    constexpr std::uint32_t most = 50'000;
    budget_counter counter;
    std::vector<std::atomic<std::uint32_t>> let_through(windows);
    std::barrier window_begins{threads};
    {
        std::vector<std::jthread> all;
        for (int t = 0; t < threads; ++t) {
            all.emplace_back([&] {
                for (int w = 0; w < windows; ++w) {
                    window_begins.arrive_and_wait();
                    auto& n = let_through[static_cast<std::size_t>(w)];
                    for (int i = 0; i < records; ++i) n += counter.take({most, second}, now + w * second) ? 1U : 0U;
                }
            });
        }
    }
    for (auto const& n : let_through) BOOST_TEST(n == most);
}

BOOST_AUTO_TEST_CASE(loses_nothing_that_is_carried_if_threads_share_it) {
    constexpr std::size_t records = 200'000;
    budget_counter counter;
    std::atomic<std::size_t> weight = 0;
    std::atomic<int> carrying = 2;
    {
        std::vector<std::jthread> all;
        for (int t = 0; t < 2; ++t) {
            all.emplace_back([&] {
                for (std::size_t i = 0; i < records; ++i) counter.carry(false);
                --carrying;
            });
            all.emplace_back([&] {
                while (carrying != 0) weight += counter.take_carried(false);
            });
        }
    }
    weight += counter.take_carried(false);
    BOOST_TEST(weight == 2 * records);
}

BOOST_AUTO_TEST_SUITE_END()
