// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/reserve.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using logdefer::output_buffer;
using logdefer::detail::reserve;

/// Each test starts and ends without a reserve.
struct no_reserve {
    no_reserve() { reserve::trim(); }
    no_reserve(no_reserve&&) = delete;
    ~no_reserve() { reserve::trim(); }
};

/// Whether there is a reserve that nobody has.
bool is_free() {
    output_buffer b;
    bool const lent = reserve::lend(b);
    if (lent) reserve::give_back(b);
    return lent;
}

template <class F>
void run_on_threads(int n, F f) {
    std::vector<std::thread> threads;
    for (int i = 0; i < n; ++i) threads.emplace_back([&] { f(); });
    for (auto& t : threads) t.join();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_reserve, no_reserve)

BOOST_AUTO_TEST_CASE(is_not_there_before_it_is_provided) {
    BOOST_TEST(!is_free());
    reserve::provide();
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_CASE(has_room_for_a_short_record) {
    reserve::provide();
    output_buffer b;
    BOOST_REQUIRE(reserve::lend(b));
    BOOST_TEST(b.capacity() >= reserve::size);
    reserve::give_back(b);
}

BOOST_AUTO_TEST_CASE(is_exchanged_for_the_memory_of_the_borrower_who_gets_that_back) {
    reserve::provide();
    output_buffer b;
    b.append("the borrower's own");
    auto const* const own = b.view().data();
    BOOST_REQUIRE(reserve::lend(b));
    BOOST_TEST((b.view().data() != own));
    b.append("a stub");
    reserve::give_back(b);
    BOOST_TEST((b.view().data() == own));
    BOOST_TEST(b.view() == "the borrower's own");
}

BOOST_AUTO_TEST_CASE(is_lent_to_one_at_a_time_and_to_the_next_once_it_is_back) {
    reserve::provide();
    output_buffer first;
    output_buffer second;
    BOOST_REQUIRE(reserve::lend(first));
    BOOST_TEST(!reserve::lend(second));
    BOOST_TEST(second.capacity() == 0U);
    reserve::give_back(first);
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_CASE(is_provided_once_even_while_it_is_lent) {
    reserve::provide();
    reserve::provide();
    output_buffer b;
    BOOST_REQUIRE(reserve::lend(b));
    reserve::provide();
    BOOST_TEST(!is_free());
    reserve::give_back(b);
}

BOOST_AUTO_TEST_CASE(is_gone_when_it_is_trimmed_and_may_be_provided_anew) {
    reserve::provide();
    reserve::trim();
    BOOST_TEST(!is_free());
    reserve::trim();
    reserve::provide();
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_CASE(stays_with_its_borrower_when_it_is_trimmed) {
    reserve::provide();
    output_buffer b;
    BOOST_REQUIRE(reserve::lend(b));
    reserve::trim();
    reserve::provide();
    BOOST_TEST(!is_free());
    b.append("still to be written");
    BOOST_TEST(b.view().ends_with("still to be written"));
    reserve::give_back(b);
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_CASE(is_left_behind_by_a_child_process_whoever_had_it_and_provided_anew) {
    auto const starts_anew = [] {
        bool const left = !is_free();
        reserve::provide();
        return left && is_free();
    };
    reserve::provide();
    BOOST_TEST(support::child_succeeds(starts_anew));
    output_buffer b;
    BOOST_REQUIRE(reserve::lend(b));
    BOOST_TEST(support::child_succeeds(starts_anew));
    reserve::give_back(b);
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_CASE(of_several_threads_is_one) {
    run_on_threads(4, reserve::provide);
    output_buffer b;
    BOOST_REQUIRE(reserve::lend(b));
    BOOST_TEST(!is_free());
    reserve::give_back(b);
}

BOOST_AUTO_TEST_CASE(has_one_borrower_at_a_time_among_threads_who_see_nothing_of_each_other) {
    std::atomic<int> borrowers{0};
    std::atomic<int> loans{0};
    std::atomic<bool> shared{false};
    std::atomic<bool> torn{false};
    reserve::provide();
    run_on_threads(4, [&] {
        std::string const mine(100, 'm');
        output_buffer b;
        b.append(mine);
        for (int i = 0; i < 5'000; ++i) {
            if (!reserve::lend(b)) continue;
            ++loans;
            if (borrowers.fetch_add(1, std::memory_order::relaxed) != 0) shared = true;  // orders nothing itself
            b.truncate(0);
            b.append("lent");
            if (b.view() != "lent") torn = true;
            borrowers.fetch_sub(1, std::memory_order::relaxed);
            reserve::give_back(b);
            if (b.view() != mine) torn = true;
        }
    });
    BOOST_TEST(loans > 0);
    BOOST_TEST(!shared);
    BOOST_TEST(!torn);
    BOOST_TEST(is_free());
}

BOOST_AUTO_TEST_SUITE_END()
