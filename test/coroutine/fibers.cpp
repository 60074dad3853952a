// SPDX-License-Identifier: BSL-1.0
// Logs on the stacks of fibers.
#include <logdefer/coroutine.hpp>

#include <support/log_fixture.hpp>

#include <boost/context/fiber.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using boost::context::fiber;

using test_log = basic_log_defer<manual_clock>;

struct fiber_fixture : outcome_fixture {
    /// Works in the context of the log; `before_the_end` is called after the only switch.
    template <class F>
    fiber make_request(F before_the_end) {
        return fiber{[this, before_the_end](fiber&& caller) {
            test_log mine{std::move(log)};
            log_context context{mine};
            try {
                context.run([&] {
                    current<test_log>().info("began");
                    caller = switch_to(std::move(caller));
                    before_the_end(mine);
                });
            } catch (std::runtime_error const&) {
            }
            return std::move(caller);
        }};
    }

    static fiber switch_to(fiber other) {
        context_suspension const away;
        return std::move(other).resume();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_fiber, fiber_fixture)

BOOST_AUTO_TEST_CASE(that_is_dropped_while_it_waits_is_abandoned) {
    {
        auto const waiting = make_request([](test_log&) {}).resume();
        BOOST_TEST(!!waiting);
    }
    BOOST_TEST(outcome() == R"("abandoned")");
}

BOOST_AUTO_TEST_CASE(that_is_dropped_with_an_outcome_keeps_it) {
    log.outcome(logdefer::outcome::timeout);
    {
        auto const waiting = make_request([](test_log&) {}).resume();
    }
    BOOST_TEST(fiber_fixture::outcome() == R"("timeout")");
}

BOOST_AUTO_TEST_CASE(that_comes_to_its_end_is_well) {
    auto waiting = make_request([](test_log& l) { l.info("ends"); }).resume();
    BOOST_TEST(!std::move(waiting).resume());
    BOOST_TEST(outcome() == "ok");
    BOOST_TEST(sink.last().logs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(that_is_woken_by_an_exception_which_it_handles_is_well) {
    fiber resumer;
    fiber waiting{[&](fiber&& caller) {
        test_log mine{std::move(log)};
        log_context context{mine};
        context.run([&] {
            try {
                caller = switch_to(std::move(caller));
            } catch (std::runtime_error const&) {
                caller = std::move(resumer);
            }
        });
        return std::move(caller);
    }};
    waiting = std::move(waiting).resume();
    waiting = std::move(waiting).resume_with([&](fiber&& caller) -> fiber {
        resumer = std::move(caller);
        throw std::runtime_error{"timeout"};
    });
    BOOST_TEST(!waiting);
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(that_throws_and_catches_is_well_but_for_a_log_in_between) {
    auto waiting = make_request([](test_log& l) {
                       test_log const inner{std::move(l)};
                       throw std::runtime_error{"no"};
                   }).resume();
    BOOST_TEST(!std::move(waiting).resume());
    BOOST_TEST(outcome() == R"("exception")");
}

BOOST_AUTO_TEST_SUITE_END()
