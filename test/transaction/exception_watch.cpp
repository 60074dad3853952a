// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/exception_watch.hpp>

#include "support/while_unwinding.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

namespace {

using logdefer::outcome;
using logdefer::detail::exception_watch;
using support::while_unwinding;

/// A watch of a log that has come to this thread.
exception_watch arrived() {
    exception_watch w;
    w.arrive();
    return w;
}

outcome outcome_while_unwinding(exception_watch const& w) {
    auto found = outcome::unterminated;
    while_unwinding([&] { found = w.implied_outcome(); });
    return found;
}

template <class F>
void on_another_thread(F f) {
    std::thread{f}.join();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_exception)

BOOST_AUTO_TEST_CASE(that_is_in_flight_is_the_outcome_and_none_is_a_good_one) {
    auto const w = arrived();
    BOOST_TEST((w.implied_outcome() == outcome::ok));
    BOOST_TEST((outcome_while_unwinding(w) == outcome::exception));
    BOOST_TEST((w.implied_outcome() == outcome::ok));
}

BOOST_AUTO_TEST_CASE(that_flew_before_the_log_came_is_not_its_own) {
    auto found = outcome::unterminated;
    while_unwinding([&] { found = arrived().implied_outcome(); });
    BOOST_TEST((found == outcome::ok));
}

BOOST_AUTO_TEST_CASE(that_is_thrown_while_another_flies_is_its_own) {
    auto found = outcome::unterminated;
    while_unwinding([&] {
        auto const w = arrived();
        found = outcome_while_unwinding(w);
    });
    BOOST_TEST((found == outcome::exception));
}

BOOST_AUTO_TEST_CASE(that_flies_when_the_log_moves_within_its_thread_stays_its_own) {
    auto w = arrived();
    auto found = outcome::unterminated;
    while_unwinding([&] {
        w.arrive();
        found = w.implied_outcome();
    });
    BOOST_TEST((found == outcome::exception));
}

BOOST_AUTO_TEST_CASE(that_follows_one_which_flew_before_is_its_own_once_the_log_has_moved) {
    exception_watch w;
    while_unwinding([&] { w.arrive(); });
    w.arrive();
    BOOST_TEST((outcome_while_unwinding(w) == outcome::exception));
}

BOOST_AUTO_TEST_CASE(on_a_thread_to_which_the_log_has_not_come_is_nobody_s) {
    auto const w = arrived();
    auto found = outcome::unterminated;
    on_another_thread([&] { found = outcome_while_unwinding(w); });
    BOOST_TEST((found == outcome::ok));
}

BOOST_AUTO_TEST_CASE(on_the_thread_to_which_the_log_has_come_is_its_own_unless_it_flew_there_before) {
    auto thrown_after = outcome::unterminated;
    auto thrown_before = outcome::unterminated;
    on_another_thread([&, w = arrived()]() mutable {
        w.arrive();
        thrown_after = outcome_while_unwinding(w);
    });
    on_another_thread([&, w = arrived()]() mutable {
        while_unwinding([&] {
            w.arrive();
            thrown_before = w.implied_outcome();
        });
    });
    BOOST_TEST((thrown_after == outcome::exception));
    BOOST_TEST((thrown_before == outcome::ok));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_wait_that_was_unwound)

BOOST_AUTO_TEST_CASE(makes_an_exception_in_flight_mean_that_the_log_was_abandoned) {
    auto w = arrived();
    w.set_wait_unwound(true);
    BOOST_TEST((outcome_while_unwinding(w) == outcome::abandoned));
    w.set_wait_unwound(false);
    BOOST_TEST((outcome_while_unwinding(w) == outcome::exception));
}

BOOST_AUTO_TEST_CASE(counts_on_every_thread_since_a_fiber_may_be_dropped_on_any) {
    auto w = arrived();
    w.set_wait_unwound(true);
    auto found = outcome::unterminated;
    on_another_thread([&] { found = outcome_while_unwinding(w); });
    BOOST_TEST((found == outcome::abandoned));
}

BOOST_AUTO_TEST_CASE(is_no_outcome_once_its_exception_has_been_caught) {
    auto w = arrived();
    w.set_wait_unwound(true);
    BOOST_TEST((w.implied_outcome() == outcome::ok));
}

BOOST_AUTO_TEST_SUITE_END()
