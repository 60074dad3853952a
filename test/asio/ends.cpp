// SPDX-License-Identifier: BSL-1.0
// However the work of a request ends, its log has one record, whose timers are closed and which says what happened.
#include <logdefer/asio.hpp>

#include "bound_fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

/// Logs its destruction in the log that is then current.
struct witness {
    char const* name;
    explicit witness(char const* n) : name(n) {}
    witness(witness&&) = delete;
    ~witness() { current_log().info(name); }
};

/// Waits in many ways, one after the other; `before` is called before each.
template <class Before>
task<int> wait_in_many_ways(Before before) {
    auto const timer = current_log().timer("outer");
    auto const child = [&]() -> task<> {
        auto const inner = current_log().timer("inner");
        before();
        co_await yield();
        before();
        co_await wait_for_nothing();
        before();
    };
    co_await child();
    before();
    co_await (child() && child());
    before();
    co_await (child() || wait_for_nothing());
    before();
    auto const executor = co_await asio::this_coro::executor;
    co_await asio::co_spawn(executor, child(), asio::use_awaitable);
    before();
    co_return 1;
}

task<> wait_for_ever() {
    asio::steady_timer never{co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
    co_await never.async_wait(asio::use_awaitable);
}

task<> fail() {
    co_await yield();
    throw std::runtime_error{"failed"};
}

struct ends_fixture : outcome_fixture {
    std::optional<asio::io_context> io{std::in_place, 1};

    bool step() {
        io->restart();
        return io->poll_one() != 0;
    }

    /// Checks that every timer of the only record has an end: otherwise the record would still be open.
    std::size_t closed_timers() {
        BOOST_REQUIRE(sink.size() == 1U);
        auto const r = record_from(sink.texts().back());
        std::size_t count = 0;
        for (timer_view const t : r.view().timers()) count += t.end() <= r.view().end() ? 1U : 0U;
        return count;
    }
};

unsigned long seed_of_this_run() {
    auto const* const given = std::getenv("LOGDEFER_SEED");
    auto const seed = given != nullptr ? std::strtoul(given, nullptr, 10) : std::random_device{}();
    BOOST_TEST_MESSAGE("LOGDEFER_SEED=" << seed);
    return seed;
}

/// Returns how many handlers the whole takes.
int count_steps() {
    log_fixture f;
    asio::io_context io{1};
    asio::co_spawn(bind(io, f.log), wait_in_many_ways([] {}), asio::detached);
    int steps = 0;
    while (io.poll_one() != 0) ++steps;
    f.log.cancel();
    return steps;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_end_of_bound_work, ends_fixture)

BOOST_AUTO_TEST_CASE(ends_a_log_that_the_binding_owns) {
    asio::co_spawn(bind(*io, std::move(log)), wait_for_nothing, asio::detached);
    BOOST_TEST(step());
    BOOST_TEST(sink.size() == 0U);
    io->run();
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(is_not_delayed_by_a_copy_of_the_executor) {
    auto const stray = asio::any_io_executor{bind(*io, std::move(log))};
    asio::co_spawn(stray, wait_for_nothing, asio::detached);
    io->run();
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(comes_with_the_last_copy_where_there_never_was_work) {
    {
        auto const executor = bind(*io, std::move(log));
        BOOST_TEST(sink.size() == 0U);
    }
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(leaves_late_work_without_a_log) {
    auto const executor = bind(*io, std::move(log));
    asio::post(executor, [] { current_log().info("first"); });
    io->run();
    asio::post(executor, [] { BOOST_TEST(logdefer::detail::context::current()->log<log_type>() == nullptr); });
    io->restart();
    io->run();
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(is_abandoned_where_the_context_is_destroyed_first) {
    asio::co_spawn(bind(*io, log), wait_for_nothing, asio::detached);
    BOOST_TEST(step());
    io.reset();
    BOOST_TEST(!log.finish());
    BOOST_TEST(outcome() == R"("abandoned")");
}

BOOST_AUTO_TEST_CASE(is_abandoned_where_nothing_has_run) {
    asio::co_spawn(bind(*io, std::move(log)), wait_for_nothing, asio::detached);
    io.reset();
    BOOST_TEST(outcome() == R"("abandoned")");
}

BOOST_AUTO_TEST_CASE(leaves_an_outcome_that_was_set) {
    log.outcome(outcome::cancelled);
    asio::co_spawn(bind(*io, log), wait_for_nothing, asio::detached);
    io.reset();
    BOOST_TEST(!log.finish());
    BOOST_TEST(ends_fixture::outcome() == R"("cancelled")");
}

BOOST_AUTO_TEST_CASE(shows_the_log_to_what_is_destroyed_with_the_frames) {
    auto const holding = []() -> task<> {
        witness const w{"destroyed"};
        co_await wait_for_nothing();
    };
    asio::co_spawn(bind(*io, std::move(log)), holding, asio::detached);
    BOOST_TEST(step());
    io.reset();
    BOOST_TEST(outcome() == R"("abandoned")");
    BOOST_TEST(sink.last().logs.front().message.text == R"("destroyed")");
}

BOOST_AUTO_TEST_CASE(may_destroy_a_log_that_lives_in_the_frame_of_who_waits) {
    auto const inner = []() -> task<> {
        witness const w{"inner"};
        co_await wait_for_nothing();
    };
    auto const outer = [&]() -> task<> {
        log_type mine{std::move(log)};
        auto const executor = co_await asio::this_coro::executor;
        co_await asio::co_spawn(bind<timing::full>(executor, mine, "inner"), inner, asio::use_awaitable);
    };
    asio::co_spawn(asio::make_strand(*io), outer, asio::detached);
    BOOST_TEST(step());
    io.reset();
    BOOST_TEST(outcome() == R"("abandoned")");
    BOOST_TEST(closed_timers() == 1U);
}

BOOST_AUTO_TEST_CASE(may_come_inside_the_last_slice_where_who_waits_goes_on) {
    auto const outer = [&]() -> task<> {
        auto const executor = co_await asio::this_coro::executor;
        {
            log_type mine{std::move(log)};
            co_await asio::co_spawn(bind<timing::full>(executor, mine, "inner"), yield, asio::use_awaitable);
        }
        co_await yield();
    };
    asio::co_spawn(asio::make_strand(*io), outer, asio::detached);
    io->run();
    BOOST_TEST(outcome() == "ok");
    BOOST_TEST(closed_timers() == 1U);
}

BOOST_AUTO_TEST_CASE(is_cancelled_by_a_cancellation_slot) {
    asio::cancellation_signal signal;
    std::exception_ptr failure;
    asio::co_spawn(bind(*io, std::move(log)), wait_for_ever,
                   asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr e) { failure = std::move(e); }));
    BOOST_TEST(step());
    signal.emit(asio::cancellation_type::all);
    io->run();
    BOOST_CHECK_EXCEPTION(std::rethrow_exception(failure), boost::system::system_error,
                          [](auto const& e) { return e.code() == asio::error::operation_aborted; });
    BOOST_TEST(outcome() == R"("cancelled")");
}

BOOST_AUTO_TEST_CASE(is_cancelled_where_something_else_was_faster) {
    auto const race = [&]() -> task<> {
        auto const executor = co_await asio::this_coro::executor;
        co_await (asio::co_spawn(bind(executor, std::move(log)), wait_for_ever, asio::use_awaitable) || yield());
    };
    asio::co_spawn(*io, race, asio::detached);
    io->run();
    BOOST_TEST(outcome() == R"("cancelled")");
}

BOOST_AUTO_TEST_CASE(is_what_a_coroutine_says_that_handles_its_cancellation) {
    asio::cancellation_signal signal;
    auto const tolerant = []() -> task<> {
        asio::steady_timer never{co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
        (void)co_await never.async_wait(asio::as_tuple(asio::use_awaitable));
        current_log().outcome(outcome::timeout);
    };
    asio::co_spawn(bind(*io, std::move(log)), tolerant, asio::bind_cancellation_slot(signal.slot(), asio::detached));
    BOOST_TEST(step());
    signal.emit(asio::cancellation_type::all);
    io->run();
    BOOST_TEST(outcome() == R"("timeout")");
}

BOOST_AUTO_TEST_CASE(is_cancelled_from_outside_whatever_the_coroutine_waits_for) {
    auto const either = []() -> task<> { co_await (wait_for_ever() || wait_for_ever()); };
    auto const both = []() -> task<> { co_await (wait_for_ever() && (wait_for_ever() || wait_for_ever())); };
    auto const outcome_of = [](auto waiting) {
        ends_fixture f;
        asio::cancellation_signal signal;
        asio::co_spawn(bind(*f.io, std::move(f.log)), waiting,
                       asio::bind_cancellation_slot(signal.slot(), asio::detached));
        f.io->poll();
        signal.emit(asio::cancellation_type::all);
        f.io->run();
        return f.outcome();
    };
    BOOST_TEST(outcome_of(either) == R"("cancelled")");
    BOOST_TEST(outcome_of(both) == R"("cancelled")");
}

BOOST_AUTO_TEST_CASE(is_cancelled_by_the_standard_library_s_code_too) {
    auto const work = []() -> task<> {
        co_await yield();
        throw std::system_error{std::make_error_code(std::errc::operation_canceled)};
    };
    asio::co_spawn(bind(*io, std::move(log)), work, asio::detached);
    io->run();
    BOOST_TEST(outcome() == R"("cancelled")");
}

BOOST_AUTO_TEST_CASE(is_good_where_a_fork_was_cancelled_that_lost_a_race) {
    auto const race = [&]() -> task<> {
        co_await (asio::co_spawn(bind(*io, log.fork()), wait_for_ever, asio::use_awaitable)
                  || asio::co_spawn(bind(*io, log.fork()), yield, asio::use_awaitable));
    };
    asio::co_spawn(*io, race, asio::detached);
    io->run();
    BOOST_TEST(!log.finish());
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(comes_before_what_the_function_holds_is_destroyed) {
    for (bool const bound : {false, true}) {
        auto const alive = std::make_shared<int>();
        bool alive_in_handler = false;
        auto const function = [alive = std::weak_ptr{alive}, held = alive]() -> task<> {
            (void)held;
            co_await yield();
        };
        std::weak_ptr<int> const watch{alive};
        auto const handler = [&](std::exception_ptr const&) { alive_in_handler = watch.use_count() > 2; };
        if (bound) {
            asio::co_spawn(bind(*io, log), function, handler);
        } else {
            asio::co_spawn(*io, function, handler);
        }
        io->restart();
        io->run();
        BOOST_TEST(alive_in_handler);
    }
}

BOOST_AUTO_TEST_CASE(may_be_begun_by_a_deferred_operation_that_has_a_name) {
    auto const operation = asio::co_spawn(bind(*io, log), fail, asio::deferred);
    operation(asio::detached);
    io->run();
    BOOST_TEST(!log.finish());
    BOOST_TEST(outcome() == R"("exception")");
}

BOOST_AUTO_TEST_CASE(is_the_exception_that_nobody_hears_of) {
    asio::co_spawn(bind(*io, std::move(log)), fail, asio::detached);
    io->run();
    BOOST_TEST(outcome() == R"("exception")");
}

BOOST_AUTO_TEST_CASE(is_the_exception_that_who_waits_gets) {
    bool caught = false;
    auto const outer = [&]() -> task<> {
        try {
            co_await asio::co_spawn(bind(*io, std::move(log)), fail(), asio::use_awaitable);  // made before
        } catch (std::runtime_error const& e) {
            caught = std::string{"failed"} == e.what();
        }
    };
    asio::co_spawn(*io, outer, asio::detached);
    io->run();
    BOOST_TEST(caught);
    BOOST_TEST(outcome() == R"("exception")");
}

BOOST_AUTO_TEST_CASE(is_the_exception_that_a_handler_gets) {
    std::exception_ptr failure;
    asio::co_spawn(bind(*io, log), fail, [&](std::exception_ptr e) { failure = std::move(e); });
    io->run();
    BOOST_CHECK_THROW(std::rethrow_exception(failure), std::runtime_error);
    BOOST_TEST(!log.finish());
    BOOST_TEST(outcome() == R"("exception")");
}

BOOST_AUTO_TEST_CASE(is_the_exception_that_leaves_a_function) {
    asio::post(bind(*io, std::move(log)), [] { throw std::runtime_error{"failed"}; });
    BOOST_CHECK_THROW(io->run(), std::runtime_error);
    BOOST_TEST(outcome() == R"("exception")");
}

BOOST_AUTO_TEST_CASE(is_good_where_an_exception_is_handled_within) {
    auto const careful = []() -> task<> {
        try {
            co_await fail();
        } catch (std::runtime_error const&) {
            current_log().info("handled");
        }
    };
    asio::co_spawn(bind(*io, std::move(log)), careful, asio::detached);
    io->run();
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(passes_on_what_a_coroutine_returns) {
    int result = 0;
    auto const seven = []() -> task<int> { co_return 7; };
    asio::co_spawn(bind(*io, log), seven, [&](std::exception_ptr const&, int n) { result = n; });
    asio::co_spawn(bind(*io, log), seven(), [&](std::exception_ptr const&, int n) { result += n; });
    io->run();
    BOOST_TEST(result == 14);
}

BOOST_AUTO_TEST_CASE(is_no_abandonment_where_work_is_only_tracked) {
    std::optional tracked{asio::prefer(bind(*io, std::move(log)), asio::execution::outstanding_work.tracked)};
    asio::post(*tracked, [] {});
    io->poll();
    BOOST_TEST(sink.size() == 0U);
    tracked.reset();
    BOOST_TEST(outcome() == "ok");
}

BOOST_AUTO_TEST_CASE(of_a_binding_to_a_fork_joins_the_record) {
    asio::co_spawn(bind(*io, log.fork(), "part"), wait_for_nothing, asio::detached);
    BOOST_TEST(step());
    BOOST_TEST(log.finish() == error::pending);
    io.reset();
    BOOST_TEST(outcome() == R"("abandoned")");
    BOOST_TEST(closed_timers() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(one_record_with_closed_timers_is_left, ends_fixture)

BOOST_AUTO_TEST_CASE(by_a_context_that_is_destroyed_after_any_number_of_steps) {
    int const steps = count_steps();
    BOOST_TEST(steps > 10);
    for (int i = 0; i <= steps; ++i) {
        BOOST_TEST_CONTEXT("after " << i << " steps") {
            ends_fixture f;
            asio::co_spawn(bind<timing::full>(*f.io, std::move(f.log), "all"), wait_in_many_ways([] {}),
                           asio::detached);
            for (int done = 0; done < i; ++done) BOOST_REQUIRE(f.step());
            f.io.reset();
            BOOST_TEST(f.outcome() == (i == steps ? "ok" : R"("abandoned")"));
            BOOST_TEST(f.closed_timers() == f.sink.last().timers.size());
            BOOST_TEST(f.reports.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(by_an_exception_at_any_resume) {
    int resumes = 0;
    for (int at = 0; at <= resumes; ++at) {
        BOOST_TEST_CONTEXT("at resume " << at) {
            ends_fixture f;
            int count = 0;
            auto const throw_at = [&] {
                if (count++ == at) throw std::runtime_error{"here"};
            };
            bool failed = false;  // not if the faster part of `||` cancels it
            asio::co_spawn(bind<timing::full>(*f.io, std::move(f.log), "all"), wait_in_many_ways(throw_at),
                           [&](std::exception_ptr const& e, int) { failed = e != nullptr; });
            f.io->run();
            resumes = std::max(resumes, count);
            BOOST_TEST(f.outcome() == (failed ? R"("exception")" : "ok"));
            BOOST_TEST(f.closed_timers() == f.sink.last().timers.size());
        }
    }
    BOOST_TEST(resumes > 10);
}

BOOST_AUTO_TEST_CASE(by_a_cancellation_at_a_random_moment) {
    auto const seed = seed_of_this_run();
    std::mt19937_64 random{seed};
    int const steps = count_steps();
    for (int round = 0; round < 100; ++round) {
        BOOST_TEST_CONTEXT("LOGDEFER_SEED=" << seed << ", round " << round) {
            ends_fixture f;
            asio::cancellation_signal signal;
            bool completed = false;
            bool failed = false;
            auto const done = [&](std::exception_ptr const& e, int) {
                completed = true;
                failed = e != nullptr;
            };
            asio::co_spawn(bind<timing::full>(*f.io, std::move(f.log), "all"), wait_in_many_ways([] {}),
                           asio::bind_cancellation_slot(signal.slot(), done));
            for (int n = std::uniform_int_distribution{0, steps}(random); n > 0; --n) (void)f.step();
            if (!completed) signal.emit(asio::cancellation_type::terminal);
            bool const destroyed = std::bernoulli_distribution{}(random);
            if (!destroyed) {
                f.io->restart();
                f.io->run();
                BOOST_TEST(completed);
            }
            f.io.reset();
            BOOST_TEST(f.outcome() == (failed ? R"("cancelled")" : completed ? "ok" : R"("abandoned")"));
            BOOST_TEST(f.closed_timers() == f.sink.last().timers.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(by_a_thread_pool_that_is_stopped_at_a_random_moment) {
    auto const seed = seed_of_this_run();
    std::mt19937_64 random{seed};
    for (int round = 0; round < 50; ++round) {
        BOOST_TEST_CONTEXT("LOGDEFER_SEED=" << seed << ", round " << round) {
            ends_fixture f;
            std::optional<asio::thread_pool> pool{std::in_place, 2};
            int left = std::uniform_int_distribution{1, 20}(random);
            auto const stop = [&] {
                if (--left == 0) pool->stop();
            };
            asio::co_spawn(bind<timing::full>(*pool, std::move(f.log), "all"), wait_in_many_ways(stop), asio::detached);
            pool->join();
            pool.reset();
            BOOST_TEST((f.outcome() == "ok" || f.outcome() == R"("abandoned")"));
            BOOST_TEST(f.closed_timers() == f.sink.last().timers.size());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
