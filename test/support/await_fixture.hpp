// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A log whose only timer is checked, with its detail, to the nanosecond.

#include <support/gate.hpp>
#include <support/log_fixture.hpp>

#include <chrono>
#include <system_error>

namespace logdefer::test {

using test_log = basic_log_defer<manual_clock>;

struct await_fixture : log_fixture {
    support::gate db;
    testing::plain_record ended;

    /// Advances the clock first: a record without duration would be written as if it had one.
    await_fixture() { clock.advance(std::chrono::seconds{1}); }

    /// Ends the log and returns its timer, with times since the fixture was ready.
    testing::interval timer(std::size_t i = 0) {
        if (log.is_open()) {
            record r;
            BOOST_TEST(log.finish(r) == std::error_code{});
            ended = testing::contents(r.view());
        }
        BOOST_REQUIRE(ended.timers.size() > i);
        testing::interval found = ended.timers[i];
        found.start -= std::chrono::seconds{1};
        found.end -= std::chrono::seconds{1};
        return found;
    }
};

/// Returns the detail of `timing::split`.
inline testing::json split(std::chrono::nanoseconds busy, int resumes) {
    return {{"busy", busy}, {"resumes", resumes}};
}

/// Returns the detail of `timing::full` for work that was never queued.
inline testing::json full(std::chrono::nanoseconds busy, int resumes, int hops, std::chrono::nanoseconds max_run) {
    return {{"busy", busy}, {"queued", 0}, {"resumes", resumes}, {"hops", hops}, {"max_run", max_run}};
}

}  // namespace logdefer::test
