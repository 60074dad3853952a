// SPDX-License-Identifier: BSL-1.0
#include <logdefer/async/log_access.hpp>

#include <logdefer/formats/text_serializer.hpp>
#include <support/child.hpp>
#include <support/log_fixture.hpp>
#include <support/while_unwinding.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using detail::log_access;
using test_log = basic_log_defer<manual_clock>;

static_assert(detail::deferred_log<test_log> && detail::deferred_log<basic_log_defer<>>);
static_assert(!detail::deferred_log<test_log const> && !detail::deferred_log<int>);

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_log_gives_access, outcome_fixture)

BOOST_AUTO_TEST_CASE(to_its_transaction_while_it_is_open) {
    auto* const t = log_access::transaction_of(log);
    BOOST_REQUIRE(t != nullptr);
    log.info("a line");
    BOOST_TEST(log_access::transaction_of(log) == t);
    BOOST_TEST(t->entries().wall().count() == start_time.count());
}

BOOST_AUTO_TEST_CASE(to_no_transaction_once_it_has_been_written) {
    (void)log.finish();
    BOOST_TEST(log_access::transaction_of(log) == nullptr);
}

BOOST_AUTO_TEST_CASE(to_no_transaction_once_it_has_been_cancelled) {
    log.cancel();
    BOOST_TEST(log_access::transaction_of(log) == nullptr);
}

BOOST_AUTO_TEST_CASE(to_its_transaction_where_it_has_been_moved_to) {
    auto* const t = log_access::transaction_of(log);
    test_log other{std::move(log)};
    BOOST_TEST(log_access::transaction_of(other) == t);
    BOOST_TEST(log_access::transaction_of(log) == nullptr);
}

BOOST_AUTO_TEST_CASE(to_a_transaction_of_its_own_where_it_is_a_fork) {
    test_log fork = log.fork();
    auto* const t = log_access::transaction_of(fork);
    BOOST_TEST(t != nullptr);
    BOOST_TEST(t != log_access::transaction_of(log));
}

BOOST_AUTO_TEST_CASE(to_no_transaction_in_a_child_process_that_has_not_begun_it) {
    BOOST_TEST(support::child_succeeds([&] { return log_access::transaction_of(log) == nullptr; }));
    BOOST_TEST(log_access::transaction_of(log) != nullptr);
}

BOOST_AUTO_TEST_CASE(to_its_clock_even_if_it_is_closed) {
    (void)log.finish();
    clock.advance(7ns);
    BOOST_TEST(log_access::clock_of(log).ticks() == 7);
}

BOOST_AUTO_TEST_CASE(to_its_outcome_which_may_be_proposed_as_abandoned) {
    log_access::propose_abandoned(log);
    (void)log.finish();
    BOOST_TEST(outcome() == R"("abandoned")");
}

BOOST_AUTO_TEST_CASE(to_no_outcome_that_it_has_set_itself) {
    log.outcome(logdefer::outcome::timeout);
    log_access::propose_abandoned(log);
    (void)log.finish();
    BOOST_TEST(outcome_fixture::outcome() == R"("timeout")");
}

BOOST_AUTO_TEST_CASE(to_the_way_in_which_the_last_wait_of_its_fiber_ended) {
    auto const implied_while_unwinding = [&] {
        auto seen = logdefer::outcome::ok;
        support::while_unwinding([&] { seen = log_access::transaction_of(log)->exceptions().implied_outcome(); });
        return seen;
    };
    log_access::set_wait_unwound(log, true);
    BOOST_TEST((implied_while_unwinding() == logdefer::outcome::abandoned));
    log_access::set_wait_unwound(log, false);
    BOOST_TEST((implied_while_unwinding() == logdefer::outcome::exception));
}

BOOST_AUTO_TEST_CASE(to_nothing_that_could_be_changed_once_it_is_closed) {
    (void)log.finish();
    log_access::propose_abandoned(log);
    log_access::set_wait_unwound(log, true);
    BOOST_TEST(outcome() == "ok");
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_closed_log)

BOOST_AUTO_TEST_CASE(of_a_type_is_always_the_same) {
    BOOST_TEST(&log_access::closed<test_log>() == &log_access::closed<test_log>());
    BOOST_TEST(static_cast<void*>(&log_access::closed<test_log>())
               != static_cast<void*>(&log_access::closed<basic_log_defer<>>()));
}

BOOST_AUTO_TEST_CASE(ignores_every_call) {
    auto& closed = log_access::closed<test_log>();
    BOOST_TEST(!closed.is_open());
    BOOST_TEST(log_access::transaction_of(closed) == nullptr);
    closed.info("a line", {{"of", "fields"}});
    closed.data("key", 1);
    closed.outcome(outcome::failed);
    closed.toggle_timer("toggled");
    {
        auto const timer = closed.timer("timer");
    }
    BOOST_TEST(!closed.fork().is_open());
    log_access::propose_abandoned(closed);
    std::string text = "unchanged";
    BOOST_TEST(closed.finish(text) == error::not_open);
    BOOST_TEST(text == "unchanged");
    closed.cancel();
    BOOST_TEST(!closed.is_open());
}

BOOST_AUTO_TEST_CASE(can_be_used_by_several_threads_which_also_make_it) {
    using never_asked_for = basic_log_defer<manual_clock, text_serializer>;  // by other tests
    std::vector<never_asked_for*> found(4);
    std::vector<std::thread> threads;
    for (auto& mine : found) {
        threads.emplace_back([&mine] {
            mine = &log_access::closed<never_asked_for>();
            mine->info("a line");
            mine->data("key", 1);
            auto const timer = mine->timer("timer");
        });
    }
    for (auto& thread : threads) thread.join();
    for (auto* const each : found) BOOST_TEST(each == found.front());
    BOOST_TEST(!found.front()->is_open());
}

BOOST_AUTO_TEST_SUITE_END()
