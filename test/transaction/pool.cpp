// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/pool.hpp>

#include <logdefer/clocks/clock.hpp>
#include <logdefer/transaction/sealer.hpp>
#include <logdefer/transaction/transaction.hpp>

#include "support/child.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

namespace {

using logdefer::detail::transaction;
using pool = logdefer::detail::pool<transaction>;

transaction* taken() {
    transaction* const t = pool::take();
    BOOST_REQUIRE((t != nullptr));
    BOOST_REQUIRE(t->begin({}, 0));
    return t;
}

transaction* taken_with(std::size_t bytes) {
    transaction* const t = taken();
    BOOST_REQUIRE((t->text_buffer().prepare(bytes) != nullptr));
    return t;
}

/// Returns a transaction that takes `bytes` to the pool, and returns whether the pool kept it.
bool keeps(std::size_t bytes) {
    pool::give(taken_with(bytes));
    transaction* const next = pool::take();
    bool const kept = next->memory() >= bytes;
    delete next;
    return kept;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_given_back_is_taken_again_with_its_memory) {
    transaction* const t = taken_with(100'000);
    auto const memory = t->memory();
    pool::give(t);
    transaction* const again = pool::take();
    BOOST_TEST((again == t));
    BOOST_TEST(again->memory() == memory);
    delete again;
}

BOOST_AUTO_TEST_CASE(a_transaction_taken_again_starts_empty) {
    transaction* const t = taken();
    (void)t->entries().start_timer("left open", 1);
    t->set_outcome(logdefer::outcome::exception);
    t->entries().drop(logdefer::detail::entry_kind::log);
    pool::give(t);
    transaction* const again = taken();
    auto const view = logdefer::detail::sealer{again->entries()}.seal(0);
    BOOST_TEST(view.timers().empty());
    BOOST_TEST(view.extras().empty());
    delete again;
}

BOOST_AUTO_TEST_CASE(several_are_kept_last_in_first_out) {
    std::vector<transaction*> all;
    for (int i = 0; i < 5; ++i) all.push_back(taken());
    for (transaction* const t : all) pool::give(t);
    for (int i = 5; i-- > 0;) {
        transaction* const t = pool::take();
        BOOST_TEST((t == all[static_cast<std::size_t>(i)]));
        delete t;
    }
}

BOOST_AUTO_TEST_CASE(no_more_than_a_limit_of_memory_is_kept) {
    BOOST_TEST(keeps(pool::greatest_memory / 2));
    BOOST_TEST(!keeps(pool::greatest_memory));
}

BOOST_AUTO_TEST_CASE(each_thread_has_its_own_and_frees_it_at_its_end) {
    transaction* const mine = taken();
    pool::give(mine);
    std::thread{[mine] {
        transaction* const theirs = taken();
        BOOST_TEST((theirs != mine));
        pool::give(theirs);
        pool::give(taken());
    }}.join();
    transaction* const still_mine = pool::take();
    BOOST_TEST((still_mine == mine));
    delete still_mine;
}

BOOST_AUTO_TEST_CASE(a_transaction_may_be_given_back_on_another_thread) {
    transaction* const t = taken();
    std::thread{[t] {
        pool::give(t);
        transaction* const same = pool::take();
        BOOST_TEST((same == t));
        delete same;
    }}.join();
}

BOOST_AUTO_TEST_CASE(what_outlives_the_pool_of_its_thread_is_freed) {
    std::thread{[] {
        struct late {
            transaction* t = nullptr;
            ~late() { pool::give(t); }  // runs after the pool's own end: constructed before it
        };
        static thread_local late last;
        last.t = taken();
        pool::give(taken());
        BOOST_TEST((last.t != nullptr));
    }}.join();
}

BOOST_AUTO_TEST_CASE(a_child_process_takes_nothing_from_the_depot_of_its_parent) {
    pool::trim();
    transaction* in_depot = nullptr;
    std::thread{[&] { pool::give(in_depot = taken()); }}.join();  // a thread that ends leaves what it has kept
    bool const right = support::child_succeeds([&] { return pool::take() != in_depot; });
    BOOST_TEST(right);
    BOOST_TEST((pool::take() == in_depot));
    delete in_depot;
}

BOOST_AUTO_TEST_CASE(a_child_process_leaves_the_depot_behind_which_other_threads_may_have_been_writing) {
    constexpr std::size_t large = std::size_t{2} << 20U;
    std::vector<transaction*> all;
    for (int i = 0; i < 64; ++i) all.push_back(taken());  // as many as a thread keeps: the others go to the depot
    for (int i = 0; i < 7; ++i) all.push_back(taken_with(large));
    std::atomic<bool> stop = false;
    std::thread busy{[&] {
        while (!stop) {
            for (transaction* const t : all) pool::give(t);
            for (transaction*& t : all) t = pool::take();
        }
    }};
    bool const right = support::child_succeeds([] {
        pool::trim();
        constexpr std::size_t nearly_all = pool::greatest_memory - large / 2;
        transaction* const kept = taken_with(nearly_all);
        transaction* const passed_on = taken_with(nearly_all);
        pool::give(kept);
        pool::give(passed_on);  // more than a thread keeps: to the depot, if that has room
        return pool::take() == kept && pool::take() == passed_on;
    });
    stop = true;
    busy.join();
    for (transaction* const t : all) delete t;
    BOOST_TEST(right);
}
