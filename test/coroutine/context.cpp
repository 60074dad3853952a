// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

#include <support/await_fixture.hpp>
#include <support/gate.hpp>
#include <support/lazy_task.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <coroutine>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;
using logdefer::testing::interval;
using support::gate;

namespace {

template <class T = void>
using task = support::lazy_task<context_promise, T>;
template <class T = void>
using plain_task = support::lazy_task<support::plain_promise, T>;

struct context_fixture : await_fixture {
    log_context<test_log> context{log};
};

bool nothing_current() { return detail::context::current() == nullptr; }

struct work {
    manual_clock clock;

    /// Takes 1 ms, waits, and takes 2 ms.
    task<int> child(gate& g) const {
        clock.advance(1ms);
        co_await g;
        clock.advance(2ms);
        co_return 5;
    }

    /// Takes 1 ms before, and 4 ms after the child.
    task<int> parent(gate& g) const {
        clock.advance(1ms);
        int const result = co_await child(g);
        clock.advance(4ms);
        co_return result;
    }

    template <class Awaitable>
    static task<> timed_full(test_log& log, Awaitable a) {
        co_await timed<timing::full>(log, "t", a);
    }
};

/// Takes 5 ms to find that it need not wait.
struct refusing {
    manual_clock clock;
    // not an aggregate: g++ 12 destroys a temporary one twice when it is awaited
    explicit refusing(manual_clock c) : clock(std::move(c)) {}
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<>) const {
        clock.advance(5ms);
        return false;
    }
    static void await_resume() noexcept {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(following)

namespace {

task<> note_at_every_step(gate& g) {
    current<test_log>().info("before");
    co_await g;
    current<test_log>().info("after");
}

task<> note_in_depth(gate& g) {
    co_await note_at_every_step(g);
    current<test_log>().info("back");
}

auto const every_line = R"([1.000000,30,"before"],[1.000000,30,"after"],[1.000000,30,"back"])";

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_log_is_current_in_every_coroutine_after_every_suspension, context_fixture) {
    auto const t = context.create([&] { return note_in_depth(db); });
    BOOST_TEST(nothing_current());
    t.resume();
    BOOST_TEST(!t.done());
    BOOST_TEST(nothing_current());
    db.release();
    BOOST_TEST(t.done());
    BOOST_TEST(nothing_current());
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"logs":[)" + std::string{every_line} + "]"));
}

BOOST_FIXTURE_TEST_CASE(the_log_follows_to_another_thread, context_fixture) {
    auto const t = context.create([&] { return note_in_depth(db); });
    t.resume();
    std::thread{[&] {
        db.release();
        BOOST_TEST(nothing_current());
    }}.join();
    BOOST_TEST(t.done());
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"logs":[)" + std::string{every_line} + "]"));
}

BOOST_FIXTURE_TEST_CASE(two_requests_on_one_thread_each_keep_their_own, context_fixture) {
    context_fixture other;
    auto const one = context.create([&] { return note_in_depth(db); });
    auto const two = other.context.create([&] { return note_in_depth(other.db); });
    one.resume();
    two.resume();
    db.release();
    other.db.release();
    auto const expected = record_of(R"("end":1.000000,"logs":[)" + std::string{every_line} + "]");
    BOOST_TEST(finish() == expected);
    BOOST_TEST(other.finish() == expected);
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_resumed_by_one_of_another_request_gives_the_thread_back, context_fixture) {
    context_fixture other;
    auto const inner = context.create([&] { return note_in_depth(db); });
    auto const resuming = [](task<> const& t) -> task<> {
        current<test_log>().info("outer before");
        t.resume();
        current<test_log>().info("outer after");
        co_return;
    };
    auto const outer = other.context.create([&] { return resuming(inner); });
    outer.resume();
    BOOST_TEST(nothing_current());
    db.release();
    BOOST_TEST(sink.size() == 0U);
    BOOST_TEST(other.finish()
               == record_of(R"("end":1.000000,"logs":[[1.000000,30,"outer before"],[1.000000,30,"outer after"]])"));
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"logs":[)" + std::string{every_line} + "]"));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_made_outside_of_a_context_has_none, context_fixture) {
    auto const looking = []() -> task<bool> { co_return nothing_current(); };
    auto const t = looking();
    auto const here = context.create([&] { return current<test_log>().is_open(); });
    BOOST_TEST(here);
    t.resume();
    BOOST_TEST(t.result());
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_may_enter_a_context_in_its_own_frame, await_fixture) {
    struct in_order {
        task<> begin(test_log& log, gate& g) const {
            log_context context{log};
            co_await context;
            log.info("at home");
            co_await timed<timing::full>(log, "t", note_in_depth(g));
        }
        task<> outer(test_log& log, gate& g) const {
            co_await begin(log, g);
            BOOST_TEST(nothing_current());
        }
    };
    in_order const o;
    auto const t = o.outer(log, db);
    t.resume();
    BOOST_TEST(nothing_current());
    clock.advance(1ms);
    db.release();
    BOOST_TEST(t.done());
    BOOST_TEST(nothing_current());
    BOOST_TEST((timer() == interval{"t", 0ms, 1ms, full(0ms, 1, 0, 0ms)}));
    BOOST_TEST(ended.logs.size() == 4U);
}

BOOST_FIXTURE_TEST_CASE(a_context_in_the_frame_may_end_before_the_coroutine, await_fixture) {
    auto const body = [](test_log& l, gate& g) -> task<> {
        {
            log_context context{l};
            co_await context;
            co_await g;
        }
        BOOST_TEST(nothing_current());
        co_await g;
        BOOST_TEST(nothing_current());
    };
    auto const t = body(log, db);
    t.resume();
    db.release();
    BOOST_TEST(nothing_current());
    db.release();
    BOOST_TEST(t.done());
}

BOOST_FIXTURE_TEST_CASE(an_eager_coroutine_runs_in_its_context, context_fixture) {
    struct eager {
        struct promise_type : context_promise {
            static eager get_return_object() noexcept { return {}; }
            auto initial_suspend() noexcept { return carried(std::suspend_never{}); }
            auto final_suspend() noexcept { return carried(std::suspend_never{}); }
            static void return_void() noexcept {}
            static void unhandled_exception() noexcept {}
        };
    };
    auto const noting = [](gate& g) -> eager {
        current<test_log>().info("before");
        co_await g;
        current<test_log>().info("after");
    };
    context.create([&] { noting(db); });
    BOOST_TEST(nothing_current());
    db.release();
    BOOST_TEST(nothing_current());
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"logs":[[1.000000,30,"before"],[1.000000,30,"after"]])"));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_that_an_exception_leaves_gives_the_thread_back, context_fixture) {
    struct thrower {
        struct promise_type : context_promise {
            thrower get_return_object() noexcept { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
            auto final_suspend() noexcept { return carried(std::suspend_always{}); }
            static void return_void() noexcept {}
            void unhandled_exception() {
                leave_context();
                throw;
            }
        };
        std::coroutine_handle<> handle;
    };
    auto const throwing = []() -> thrower {
        throw std::runtime_error{"no"};
        co_return;
    };
    auto const t = context.create([&] { return throwing(); });
    BOOST_CHECK_THROW(t.handle.resume(), std::runtime_error);
    BOOST_TEST(nothing_current());
    t.handle.destroy();
    BOOST_TEST(nothing_current());
}

BOOST_FIXTURE_TEST_CASE(a_generator_gives_the_thread_back_with_every_value, context_fixture) {
    struct generator {
        struct promise_type : context_promise {
            int value = 0;
            generator get_return_object() noexcept {
                return {std::coroutine_handle<promise_type>::from_promise(*this)};
            }
            auto yield_value(int v) noexcept {
                value = v;
                return carried(std::suspend_always{});
            }
            auto final_suspend() noexcept { return carried(std::suspend_always{}); }
            static void return_void() noexcept {}
            static void unhandled_exception() noexcept {}
        };
        std::coroutine_handle<promise_type> handle;
    };
    auto const counting = [](test_log& expected) -> generator {
        for (int i = 1;; ++i) {
            BOOST_TEST(&current<test_log>() == &expected);
            co_yield i;
        }
    };
    auto const g = context.create([&] { return counting(log); });
    for (int i = 1; i < 3; ++i) {
        g.handle.resume();
        BOOST_TEST(g.handle.promise().value == i);
        BOOST_TEST(nothing_current());
    }
    g.handle.destroy();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(slices)

BOOST_FIXTURE_TEST_CASE(busy_and_idle_are_wall_to_the_nanosecond, context_fixture) {
    work const w{clock};
    auto const t = context.create([&] { return w.timed_full(log, w.parent(db)); });
    clock.advance(1ns);
    t.resume();
    clock.advance(1'000'000'007ns);
    BOOST_TEST(!t.done());
    db.release();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 1ns, 1'008'000'008ns, full(8ms, 1, 0, 6ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_task_that_never_waits_is_one_slice_with_its_caller, context_fixture) {
    work const w{clock};
    db.make_ready();
    auto const t = context.create([&] { return w.timed_full(log, w.parent(db)); });
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 8ms, full(8ms, 0, 0, 8ms)}));
}

BOOST_FIXTURE_TEST_CASE(what_runs_elsewhere_in_between_is_idle, context_fixture) {
    context_fixture other;
    work const w{clock};
    auto const t = context.create([&] { return w.timed_full(log, w.parent(db)); });
    auto const u = other.context.create([&] { return w.parent(other.db); });
    t.resume();
    u.resume();
    other.db.release();
    db.release();
    BOOST_TEST((timer() == interval{"t", 0ms, 16ms, full(8ms, 1, 0, 6ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_resume_on_another_thread_is_a_hop, context_fixture) {
    work const w{clock};
    auto const t = context.create([&] { return w.timed_full(log, w.parent(db)); });
    t.resume();
    std::thread{[&] { db.release(); }}.join();
    BOOST_TEST((timer() == interval{"t", 0ms, 8ms, full(8ms, 1, 1, 6ms)}));
}

BOOST_FIXTURE_TEST_CASE(nested_timers_each_count_from_their_start, context_fixture) {
    work const w{clock};
    auto const twice = [&]() -> task<> {
        clock.advance(1ms);
        co_await timed<timing::full>(log, "inner", w.child(db));
        clock.advance(1ms);
    };
    auto const t = context.create([&] { return w.timed_full(log, twice()); });
    t.resume();
    clock.advance(10ms);
    db.release();
    BOOST_TEST((timer(0) == interval{"t", 0ms, 15ms, full(5ms, 1, 0, 3ms)}));
    BOOST_TEST((timer(1) == interval{"inner", 1ms, 14ms, full(3ms, 1, 0, 2ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_refused_suspension_ends_no_slice, context_fixture) {
    auto const t = context.create([&] { return work::timed_full(log, refusing{clock}); });
    t.resume();
    BOOST_TEST(nothing_current());
    BOOST_TEST((timer() == interval{"t", 0ms, 5ms, full(5ms, 0, 0, 5ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_refused_suspension_leaves_no_context, context_fixture) {
    auto const body = [&]() -> task<> {
        co_await refusing{clock};
        current<test_log>().info("on");
    };
    auto const t = context.create(body);
    t.resume();
    BOOST_TEST(nothing_current());
    BOOST_TEST(finish() == record_of(R"("end":1.005000,"logs":[[1.005000,30,"on"]])"));
}

BOOST_FIXTURE_TEST_CASE(a_suspension_that_fails_ends_no_slice, context_fixture) {
    struct throwing {
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        static void await_suspend(std::coroutine_handle<>) { throw std::runtime_error{"no"}; }
        static void await_resume() noexcept {}
    };
    auto const body = [&]() -> task<> {
        try {
            co_await throwing{};
        } catch (std::runtime_error const&) {
            current<test_log>().info("caught");
        }
        clock.advance(5ms);
    };
    auto const t = context.create([&] { return work::timed_full(log, body()); });
    t.resume();
    BOOST_TEST(nothing_current());
    BOOST_TEST((timer() == interval{"t", 0ms, 5ms, full(5ms, 0, 0, 5ms)}));
    BOOST_TEST(ended.logs.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(others_may_run_before_a_suspension_is_refused, context_fixture) {
    struct resuming {
        task<int> const& other;
        manual_clock clock;
        resuming(task<int> const& t, manual_clock c) : other(t), clock(std::move(c)) {}  // as for `refusing`
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        [[nodiscard]] bool await_suspend(std::coroutine_handle<>) const {
            clock.advance(100ms);
            other.resume();
            return false;
        }
        static void await_resume() noexcept {}
    };
    work const w{clock};
    db.make_ready();
    auto const other = context.create([&] { return w.child(db); });
    auto const body = [&]() -> task<> {
        co_await resuming{other, clock};
        clock.advance(1ms);
    };
    auto const t = context.create([&] { return work::timed_full(log, body()); });
    t.resume();
    BOOST_TEST(nothing_current());
    BOOST_TEST((timer() == interval{"t", 0ms, 104ms, full(4ms, 2, 0, 3ms)}));
}

BOOST_FIXTURE_TEST_CASE(what_a_coroutine_resumes_is_in_its_slice, context_fixture) {
    work const w{clock};
    auto const other = context.create([&] { return w.child(db); });
    auto const body = [&]() -> task<> {
        other.resume();  // 1 ms, until it waits
        clock.advance(5ms);
        co_return;
    };
    auto const t = context.create([&] { return work::timed_full(log, body()); });
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 6ms, full(6ms, 0, 0, 6ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_context_that_is_only_handed_on_tells_a_timer_nothing, context_fixture) {
    auto const stranger = [](test_log& l, manual_clock c) -> plain_task<> {
        co_await timed<timing::full>(l, "t", refusing{c});
    };
    auto const t = stranger(log, clock);
    context.create([&] { t.resume(); });
    BOOST_TEST((timer() == interval{"t", 0ms, 5ms, full(5ms, 0, 0, 5ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_context_of_another_log_tells_a_timer_nothing, context_fixture) {
    context_fixture other;
    auto const stranger = [](test_log& l, gate& g) -> plain_task<> { co_await timed<timing::full>(l, "t", g); };
    auto const t = stranger(log, db);
    other.context.run([&] { t.resume(); });
    db.release();
    BOOST_TEST((timer() == interval{"t", 0ms, 0ms, full(0ms, 1, 0, 0ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_without_a_context_in_between_is_not_counted, context_fixture) {
    auto const stranger = [](manual_clock c, gate& g) -> plain_task<> {
        c.advance(100ms);
        co_await g;
        c.advance(100ms);
    };
    auto const t = context.create([&] { return work::timed_full(log, stranger(clock, db)); });
    t.resume();
    clock.advance(1ms);
    db.release();
    BOOST_TEST((timer() == interval{"t", 0ms, 201ms, full(0ms, 1, 0, 0ms)}));
}

#if defined(__clang__) || (defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__))
BOOST_FIXTURE_TEST_CASE(a_million_awaits_do_not_grow_the_stack, context_fixture) {
    auto const child = []() -> task<int> { co_return 1; };
    auto const loop = [&]() -> task<int> {
        int sum = 0;
        for (int i = 0; i < 1'000'000; ++i) sum += co_await child();
        co_return sum;
    };
    auto const t = context.create(loop);
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST(t.result() == 1'000'000);
}
#else
BOOST_AUTO_TEST_CASE(a_million_awaits_do_not_grow_the_stack) {
    BOOST_TEST_MESSAGE(
        "skipped: without optimisation, or with a sanitizer, g++ makes no tail calls, which symmetric "
        "transfer needs");
}
#endif

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ends)

namespace {

task<> wait_twice(test_log& log, gate& first, gate& second) {
    co_await timed<timing::full>(log, "first", first);
    co_await timed<timing::full>(log, "second", second);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_frame_may_be_destroyed_at_every_suspension) {
    for (int suspensions = 0; suspensions < 3; ++suspensions) {
        context_fixture f;
        gate second;
        {
            auto const body = [&]() -> task<> {
                auto const child = wait_twice(f.log, f.db, second);
                co_await child;
            };
            auto const t = f.context.create(body);
            if (suspensions > 0) t.resume();
            if (suspensions > 1) f.db.release();
            f.clock.advance(5ms);
        }
        BOOST_TEST(nothing_current());
        auto const after = f.context.create([] { return work::timed_full(current<test_log>(), std::suspend_never{}); });
        after.resume();
        (void)f.timer();
        BOOST_TEST(f.ended.timers.size() == static_cast<std::size_t>(suspensions + 1));
        BOOST_TEST(f.reports.empty());
    }
}

namespace {

/// A request whose log lies in its frame, and waits at `first` and, in another coroutine, at `second`.
struct request : outcome_fixture {
    task<> serve() {
        test_log mine{std::move(log)};
        log_context here{mine};
        co_await here;
        co_await first;
        co_await wait_at(second);
        before_the_end(mine);
    }

    static task<> wait_at(gate& g) { co_await g; }

    gate first;
    gate second;
    std::function<void(test_log&)> before_the_end = [](test_log&) {};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_is_abandoned_whose_frame_is_destroyed_while_it_waits, request) {
    {
        auto const t = serve();
        t.resume();
    }
    BOOST_TEST(outcome() == R"("abandoned")");
}

BOOST_FIXTURE_TEST_CASE(a_request_is_abandoned_whose_frame_is_destroyed_while_another_waits_for_it, request) {
    {
        auto const t = serve();
        t.resume();
        std::thread{[&] { first.release(); }}.join();
    }
    BOOST_TEST(outcome() == R"("abandoned")");
}

BOOST_FIXTURE_TEST_CASE(of_two_requests_in_one_frame_both_are_abandoned, request) {
    log_fixture inner;
    auto const body = [](request& r, test_log& other) -> task<> {
        test_log mine{std::move(r.log)};
        log_context here{mine};
        co_await here;
        test_log other_mine{std::move(other)};
        log_context there{other_mine};
        co_await there;
        co_await r.first;
    };
    {
        auto const t = body(*this, inner.log);
        t.resume();
    }
    BOOST_TEST(outcome() == R"("abandoned")");
    BOOST_TEST(inner.sink.last().extras.front().value.text == R"("abandoned")");
}

BOOST_FIXTURE_TEST_CASE(a_request_that_comes_to_its_end_is_not_abandoned, request) {
    auto const t = serve();
    t.resume();
    first.release();
    second.release();
    BOOST_TEST(outcome() == "ok");
}

BOOST_FIXTURE_TEST_CASE(a_request_that_ends_by_an_exception_is_not_abandoned, request) {
    before_the_end = [](test_log&) { throw std::runtime_error{"no"}; };
    auto const t = serve();
    t.resume();
    first.release();
    second.release();
    BOOST_TEST(outcome() == R"("exception")");
    BOOST_CHECK_THROW(t.result(), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_said_how_it_ended_is_not_abandoned, request) {
    auto const body = [](request& r) -> task<> {
        test_log mine{std::move(r.log)};
        log_context here{mine};
        co_await here;
        mine.outcome(outcome::cancelled);
        co_await r.first;
    };
    {
        auto const t = body(*this);
        t.resume();
    }
    BOOST_TEST(request::outcome() == R"("cancelled")");
}

BOOST_FIXTURE_TEST_CASE(a_context_that_lies_elsewhere_is_not_abandoned_with_a_coroutine_that_has_ended,
                        context_fixture) {
    auto const body = [](log_context<test_log>& elsewhere, gate& g) -> task<> {
        co_await elsewhere;
        co_await g;
    };
    {
        log_context elsewhere{log};
        auto const t = body(elsewhere, db);
        t.resume();
        db.release();
        BOOST_TEST(t.done());
    }
    BOOST_TEST(finish() == record_of(R"("end":1.000000)"));
}

BOOST_FIXTURE_TEST_CASE(a_log_that_ended_is_no_harm_to_what_goes_on, context_fixture) {
    gate second;
    auto const t = context.create([&] { return wait_twice(log, db, second); });
    t.resume();
    (void)finish();
    db.release();
    second.release();
    BOOST_TEST(t.done());
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == (report{error::late, "first"}));
}

BOOST_FIXTURE_TEST_CASE(a_timer_resumed_outside_of_its_context_is_forgotten_there, context_fixture) {
    auto const stranger = [](test_log& l, gate& g) -> plain_task<> { co_await timed<timing::full>(l, "t", g); };
    std::optional<plain_task<>> child;
    auto const starting = [&]() -> task<> {
        child.emplace(stranger(log, db));
        child->resume();
        co_return;
    };
    auto const t = context.create(starting);
    t.resume();
    (void)finish();
    db.release();
    child.reset();
    auto const after = context.create([] { return work::timed_full(current<test_log>(), std::suspend_never{}); });
    after.resume();
    BOOST_TEST(after.done());
    BOOST_TEST(reports.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_timer_may_outlive_the_context, context_fixture) {
    auto const stranger = [](test_log& l, gate& g) -> plain_task<> { co_await timed<timing::full>(l, "t", g); };
    auto const child = stranger(log, db);
    {
        log_context<test_log> short_lived{log};
        short_lived.run([&] { child.resume(); });
    }
    db.release();
    BOOST_TEST(child.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 0ms, full(0ms, 0, 0, 0ms)}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(running)

BOOST_FIXTURE_TEST_CASE(work_without_a_coroutine_has_the_log_too, context_fixture) {
    int const result = context.run([] {
        current<test_log>().info("here");
        return 5;
    });
    BOOST_TEST(result == 5);
    BOOST_TEST(nothing_current());
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"logs":[[1.000000,30,"here"]])"));
}

BOOST_FIXTURE_TEST_CASE(an_exception_leaves_the_context, context_fixture) {
    BOOST_CHECK_THROW(context.run([] { throw std::runtime_error{"no"}; }), std::runtime_error);
    BOOST_TEST(nothing_current());
    BOOST_CHECK_THROW(context.create([] { throw std::runtime_error{"no"}; }), std::runtime_error);
    BOOST_TEST(nothing_current());
}

BOOST_FIXTURE_TEST_CASE(references_pass_through, context_fixture) {
    int there = 0;
    static_assert(std::is_same_v<decltype(context.run([&]() -> int& { return there; })), int&>);
    static_assert(std::is_same_v<decltype(context.create([&]() -> int& { return there; })), int&>);
    BOOST_TEST(&context.run([&]() -> int& { return there; }) == &there);
}

BOOST_FIXTURE_TEST_CASE(a_suspended_context_is_not_the_threads, context_fixture) {
    context.run([&] {
        auto const body = [](test_log& l, gate& g) -> plain_task<> { co_await timed<timing::full>(l, "t", g); };
        auto const t = body(log, db);
        clock.advance(1ms);
        t.resume();
        clock.advance(1ms);
        {
            context_suspension const away;
            BOOST_TEST(nothing_current());
            clock.advance(10ms);
        }
        BOOST_TEST(&current<test_log>() == &log);
        clock.advance(2ms);
        db.release();
    });
    BOOST_TEST((timer() == interval{"t", 1ms, 14ms, full(3ms, 1, 0, 2ms)}));
}

BOOST_AUTO_TEST_CASE(without_a_context_there_is_nothing_to_suspend) {
    {
        context_suspension const away;
        BOOST_TEST(nothing_current());
    }
    BOOST_TEST(nothing_current());
}

BOOST_AUTO_TEST_SUITE_END()
