// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

#include <logdefer/formats/text_serializer.hpp>
#include <support/await_fixture.hpp>
#include <support/gate.hpp>
#include <support/lazy_task.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
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
using task = support::lazy_task<support::plain_promise, T>;

template <timing Timing = timing::wall>
task<> await_gate(test_log& log, gate& g) {
    co_await timed<Timing>(log, "db", g);
}

/// An awaiter that takes this much time in each of its steps.
struct slow_steps {
    manual_clock clock;
    bool ready = false;
    std::coroutine_handle<> waiting = nullptr;

    [[nodiscard]] bool await_ready() const {
        clock.advance(1ms);
        return ready;
    }
    void await_suspend(std::coroutine_handle<> h) {
        clock.advance(10ms);
        waiting = h;
    }
    void await_resume() const { clock.advance(100ms); }
};

template <timing Timing = timing::wall>
task<> await_steps(test_log& log, slow_steps& s) {
    co_await timed<Timing>(log, "db", s);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timeline)

BOOST_FIXTURE_TEST_CASE(the_timer_runs_from_the_await_to_the_result, await_fixture) {
    auto const t = await_gate(log, db);
    clock.advance(1ms);
    t.resume();
    BOOST_TEST(db.awaited());
    BOOST_TEST(!t.done());
    clock.advance(10ms);
    db.release();
    BOOST_TEST(t.done());
    clock.advance(1ms);
    BOOST_TEST((timer() == interval{"db", 1ms, 11ms}));
}

BOOST_FIXTURE_TEST_CASE(what_is_ready_takes_no_time, await_fixture) {
    db.make_ready();
    auto const t = await_gate<timing::full>(log, db);
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"db", 0ms, 0ms, full(0ms, 0, 0, 0ms)}));
}

BOOST_FIXTURE_TEST_CASE(every_step_of_the_awaiter_counts, await_fixture) {
    slow_steps s{clock};
    auto const t = await_steps(log, s);
    t.resume();
    s.waiting.resume();
    BOOST_TEST((timer() == interval{"db", 0ms, 111ms}));
}

BOOST_FIXTURE_TEST_CASE(outside_of_a_context_busy_ends_where_the_coroutine_is_handed_over, await_fixture) {
    slow_steps s{clock};
    auto const t = await_steps<timing::split>(log, s);
    t.resume();
    clock.advance(1s);
    s.waiting.resume();
    BOOST_TEST((timer() == interval{"db", 0ms, 1111ms, split(101ms, 1)}));
}

BOOST_FIXTURE_TEST_CASE(an_await_that_does_not_suspend_is_busy_all_the_time, await_fixture) {
    slow_steps s{clock, true};
    auto const t = await_steps<timing::full>(log, s);
    t.resume();
    BOOST_TEST((timer() == interval{"db", 0ms, 101ms, full(101ms, 0, 0, 101ms)}));
}

BOOST_FIXTURE_TEST_CASE(max_run_is_the_longest_part, await_fixture) {
    slow_steps s{clock};
    auto const t = await_steps<timing::full>(log, s);
    t.resume();
    s.waiting.resume();
    BOOST_TEST((timer() == interval{"db", 0ms, 111ms, full(101ms, 1, 0, 100ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_resume_on_another_thread_is_a_hop, await_fixture) {
    auto const t = await_gate<timing::full>(log, db);
    t.resume();
    std::thread{[&] { db.release(); }}.join();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"db", 0ms, 0ms, full(0ms, 1, 1, 0ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_task_that_is_awaited_is_idle_time_outside_of_a_context, await_fixture) {
    auto const work = [](manual_clock c) -> task<int> {
        c.advance(7ms);
        co_return 5;
    };
    auto const body = [&]() -> task<int> { co_return co_await timed<timing::split>(log, "work", work(clock)); };
    auto const outer = body();
    outer.resume();
    BOOST_TEST(outer.result() == 5);
    BOOST_TEST((timer() == interval{"work", 0ms, 7ms, split(0ms, 1)}));
}

BOOST_FIXTURE_TEST_CASE(timers_nest, await_fixture) {
    auto const inner = [&]() -> task<> {
        clock.advance(1ms);
        co_await timed<timing::split>(log, "inner", db);
        clock.advance(1ms);
    };
    auto const body = [&]() -> task<> { co_await timed(log, "outer", inner()); };
    auto const outer = body();
    outer.resume();
    clock.advance(10ms);
    db.release();
    BOOST_TEST((timer(0) == interval{"outer", 0ms, 12ms}));
    BOOST_TEST((timer(1) == interval{"inner", 1ms, 11ms, split(0ms, 1)}));
}

namespace {

/// A clock that counts its reads.
struct counting_clock {
    static inline int reads = 0;
    static std::chrono::nanoseconds wall() noexcept { return start_time; }
    static std::int64_t ticks() noexcept { return ++reads; }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return std::chrono::nanoseconds{ticks}; }
};

/// Returns how often an await that suspends reads the clock.
template <timing Timing>
int clock_reads() {
    basic_log_defer<counting_clock> log{[](std::string_view) {}};
    gate g;
    auto const t = [](auto& to, gate& awaited) -> task<> { co_await timed<Timing>(to, "t", awaited); }(log, g);
    counting_clock::reads = 0;
    t.resume();
    g.release();
    return counting_clock::reads;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_clock_is_read_no_more_than_what_is_told_needs) {
    BOOST_TEST(clock_reads<timing::wall>() == 2);
    BOOST_TEST(clock_reads<timing::split>() == 4);
    BOOST_TEST(clock_reads<timing::full>() == 4);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(suspensions)

namespace {

/// Suspends nothing, in one of the possible ways.
struct refusing {
    manual_clock clock;
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<>) const {
        clock.advance(5ms);
        return false;
    }
    static void await_resume() noexcept {}
};

struct resuming_itself {
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    [[nodiscard]] static std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) noexcept { return h; }
    static void await_resume() noexcept {}
};

struct willing {
    std::coroutine_handle<>& waiting;
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> h) const noexcept {
        waiting = h;
        return true;
    }
    static void await_resume() noexcept {}
};

/// An awaiter that uses the promise of the coroutine.
struct choosy {
    [[nodiscard]] static bool await_ready() noexcept { return false; }
    [[nodiscard]] static bool await_suspend(std::coroutine_handle<task<>::promise_type>) noexcept { return false; }
    static void await_resume() noexcept {}
};

template <class Awaiter>
task<> await_full(test_log& log, Awaiter a) {
    co_await timed<timing::full>(log, "t", a);
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_refused_suspension_is_none, await_fixture) {
    auto const t = await_full(log, refusing{clock});
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 5ms, full(5ms, 0, 0, 5ms)}));
}

BOOST_FIXTURE_TEST_CASE(an_accepted_one_is_one, await_fixture) {
    std::coroutine_handle<> waiting;
    auto const t = await_full(log, willing{waiting});
    t.resume();
    BOOST_TEST(!t.done());
    clock.advance(5ms);
    waiting.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 5ms, full(0ms, 1, 0, 0ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_that_resumes_itself_was_suspended, await_fixture) {
    auto const t = await_full(log, resuming_itself{});
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 0ms, full(0ms, 1, 0, 0ms)}));
}

BOOST_FIXTURE_TEST_CASE(an_awaiter_sees_the_promise_of_the_coroutine, await_fixture) {
    auto const t = await_full(log, choosy{});
    t.resume();
    BOOST_TEST(t.done());
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_may_be_gone_before_await_suspend_returns, await_fixture) {
    struct destroying {
        std::optional<task<>>& whole;
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) const { whole.reset(); }
        static void await_resume() noexcept {}
    };
    std::optional<task<>> whole;
    auto const started = [](test_log& l, std::optional<task<>>& w) -> task<> {
        co_await timed<timing::full>(l, "t", destroying{w});
    };
    whole.emplace(started(log, whole));
    whole->handle().resume();
    BOOST_TEST(!whole.has_value());
    BOOST_TEST((timer() == interval{"t", 0ms, 0ms, full(0ms, 0, 0, 0ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_coroutine_may_be_resumed_elsewhere_before_await_suspend_returns, await_fixture) {
    struct resuming_on_another_thread {
        [[nodiscard]] static bool await_ready() noexcept { return false; }
        static void await_suspend(std::coroutine_handle<> h) { std::thread{h}.join(); }
        static void await_resume() noexcept {}
    };
    auto const t = await_full(log, resuming_on_another_thread{});
    t.resume();
    BOOST_TEST(t.done());
    BOOST_TEST((timer() == interval{"t", 0ms, 0ms, full(0ms, 1, 1, 0ms)}));
}

#if defined(__clang__) || (defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__))
BOOST_FIXTURE_TEST_CASE(a_million_awaits_do_not_grow_the_stack, await_fixture) {
    static int runs = 0;
    auto const child = []() -> task<> {
        ++runs;
        co_return;
    };
    auto const body = [&]() -> task<> {
        basic_log_defer<manual_clock> closed{std::move(log)};
        closed.cancel();
        for (int i = 0; i < 1'000'000; ++i) co_await timed<timing::full>(closed, "child", child());
    };
    auto const loop = body();
    loop.resume();
    BOOST_TEST(loop.done());
    BOOST_TEST(runs == 1'000'000);
}
#else
BOOST_AUTO_TEST_CASE(a_million_awaits_do_not_grow_the_stack) {
    BOOST_TEST_MESSAGE(
        "skipped: without optimisation, or with a sanitizer, g++ makes no tail calls, which symmetric "
        "transfer needs");
}
#endif

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(awaitables)

namespace {

template <class T>
struct ready_with {
    T value;
    // not an aggregate: g++ 12 destroys a temporary one twice when it is awaited
    explicit ready_with(T v) noexcept : value(std::forward<T>(v)) {}
    [[nodiscard]] static bool await_ready() noexcept { return true; }
    static void await_suspend(std::coroutine_handle<>) noexcept {}
    T await_resume() { return std::forward<T>(value); }
};

/// Stores which of its operators was used.
struct by_category {
    ready_with<char> operator co_await() & noexcept { return ready_with{'l'}; }
    ready_with<char> operator co_await() && noexcept { return ready_with{'r'}; }
};

struct with_free_operator {
    int value;
};
ready_with<int> operator co_await(with_free_operator const& a) noexcept { return ready_with{a.value}; }

/// Neither it nor its awaiter can be copied or moved.
struct immovable {
    struct awaiter : ready_with<int> {
        explicit awaiter(int v) noexcept : ready_with(v) {}
        awaiter(awaiter&&) = delete;
    };
    int value;
    explicit immovable(int v) noexcept : value(v) {}
    immovable(immovable&&) = delete;
    awaiter operator co_await() const noexcept { return awaiter{value}; }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(lvalues_and_rvalues_use_their_own_operators, await_fixture) {
    by_category a;
    auto const l = [](test_log& to, by_category& awaited) -> task<char> { co_return co_await timed(to, "t", awaited); }(
                                                              log, a);
    auto const r = [](test_log& to) -> task<char> { co_return co_await timed(to, "t", by_category{}); }(log);
    l.resume();
    r.resume();
    BOOST_TEST(l.result() == 'l');
    BOOST_TEST(r.result() == 'r');
}

BOOST_FIXTURE_TEST_CASE(a_free_operator_is_found, await_fixture) {
    auto const t = [](test_log& to) -> task<int> { co_return co_await timed(to, "t", with_free_operator{7}); }(log);
    t.resume();
    BOOST_TEST(t.result() == 7);
}

BOOST_FIXTURE_TEST_CASE(nothing_has_to_be_movable, await_fixture) {
    auto const t = [](test_log& to) -> task<int> { co_return co_await timed(to, "t", immovable{7}); }(log);
    t.resume();
    BOOST_TEST(t.result() == 7);
}

BOOST_FIXTURE_TEST_CASE(the_timer_stops_with_the_result_and_not_with_the_expression, await_fixture) {
    auto const slowly = [](int result, manual_clock c) {
        c.advance(5ms);
        return result;
    };
    auto const body = [&]() -> task<int> { co_return slowly(co_await timed(log, "t", with_free_operator{7}), clock); };
    auto const t = body();
    t.resume();
    BOOST_TEST(t.result() == 7);
    BOOST_TEST((timer() == interval{"t", 0ms, 0ms}));
}

BOOST_FIXTURE_TEST_CASE(a_move_only_result_is_passed_on, await_fixture) {
    using result = std::unique_ptr<int>;
    auto const t = [](test_log& to) -> task<result> {
        co_return co_await timed(to, "t", ready_with<result>{std::make_unique<int>(7)});
    }(log);
    t.resume();
    BOOST_TEST(*t.result() == 7);
}

BOOST_FIXTURE_TEST_CASE(a_reference_stays_one, await_fixture) {
    int there = 0;
    auto const t = [](test_log& to, int& i) -> task<int&> {
        co_return co_await timed<timing::split>(to, "t", ready_with<int&>{i});
    }(log, there);
    t.resume();
    BOOST_TEST(&t.result() == &there);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(failures)

namespace {

enum class step { operator_co_await, await_ready, await_suspend, await_resume };

/// An awaiter that throws in one of its steps.
struct throwing {
    step at;
    manual_clock clock;

    void arrive(step here) const {
        clock.advance(1ms);
        if (here == at) throw std::runtime_error{"no"};
    }
    [[nodiscard]] bool await_ready() const {
        arrive(step::await_ready);
        return false;
    }
    [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) const {
        arrive(step::await_suspend);
        return h;
    }
    void await_resume() const { arrive(step::await_resume); }
};

struct throwing_awaitable {
    throwing steps;
    [[nodiscard]] throwing operator co_await() const {
        steps.arrive(step::operator_co_await);
        return steps;
    }
};

template <timing Timing>
task<> catch_it(test_log& log, throwing_awaitable a) {
    try {
        co_await timed<Timing>(log, "t", a);
    } catch (std::runtime_error const&) {
        log.info("caught");
    }
}

template <timing Timing>
interval timer_of_failure(step at) {
    await_fixture f;
    auto const t = catch_it<Timing>(f.log, {{at, f.clock}});
    t.resume();
    BOOST_TEST(t.done());
    f.clock.advance(1s);
    auto const found = f.timer();
    BOOST_TEST(f.ended.logs.size() == 1U);
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(whatever_throws_stops_the_timer) {
    BOOST_TEST((timer_of_failure<timing::wall>(step::operator_co_await) == interval{"t", 0ms, 1ms}));
    BOOST_TEST((timer_of_failure<timing::wall>(step::await_ready) == interval{"t", 0ms, 2ms}));
    BOOST_TEST((timer_of_failure<timing::wall>(step::await_suspend) == interval{"t", 0ms, 3ms}));
    BOOST_TEST((timer_of_failure<timing::wall>(step::await_resume) == interval{"t", 0ms, 4ms}));
}

BOOST_AUTO_TEST_CASE(a_coroutine_that_could_not_be_suspended_was_busy) {
    BOOST_TEST(
        (timer_of_failure<timing::full>(step::operator_co_await) == interval{"t", 0ms, 1ms, full(1ms, 0, 0, 1ms)}));
    BOOST_TEST((timer_of_failure<timing::full>(step::await_ready) == interval{"t", 0ms, 2ms, full(2ms, 0, 0, 2ms)}));
    BOOST_TEST((timer_of_failure<timing::full>(step::await_suspend) == interval{"t", 0ms, 3ms, full(3ms, 0, 0, 3ms)}));
    BOOST_TEST((timer_of_failure<timing::full>(step::await_resume) == interval{"t", 0ms, 4ms, full(3ms, 1, 0, 2ms)}));
}

BOOST_FIXTURE_TEST_CASE(a_frame_destroyed_while_it_waits_stops_the_timer, await_fixture) {
    {
        auto const t = await_gate<timing::split>(log, db);
        t.resume();
        clock.advance(5ms);
    }
    clock.advance(5ms);
    BOOST_TEST((timer() == interval{"db", 0ms, 5ms, split(0ms, 0)}));
}

BOOST_FIXTURE_TEST_CASE(a_frame_destroyed_before_its_start_has_no_timer, await_fixture) {
    {
        auto const t = await_gate(log, db);
    }
    BOOST_TEST(finish() == record_of(R"("end":1.000000)"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(logs)

BOOST_FIXTURE_TEST_CASE(a_closed_log_only_lets_pass, await_fixture) {
    (void)finish();
    auto const t = await_gate<timing::full>(log, db);
    t.resume();
    db.release();
    BOOST_TEST(t.done());
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(an_await_that_outlives_its_log_is_late, await_fixture) {
    auto const t = await_gate<timing::full>(log, db);
    t.resume();
    clock.advance(5ms);
    BOOST_TEST(finish()
               == record_of(R"("end":1.005000,"timers":[["db",1.000000,1.005000,{"busy":0,"queued":0,)"
                            R"("resumes":0,"hops":0,"max_run":0}]])"));
    db.release();
    BOOST_TEST(t.done());
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == (report{error::late, "db"}));
}

BOOST_FIXTURE_TEST_CASE(the_detail_is_an_object_in_the_record, await_fixture) {
    auto const t = await_gate<timing::full>(log, db);
    t.resume();
    clock.advance(1500us);
    db.release();
    BOOST_TEST(finish()
               == record_of(R"("end":1.001500,"timers":[["db",1.000000,1.001500,{"busy":0,"queued":0,)"
                            R"("resumes":1,"hops":0,"max_run":0}]])"));
}

BOOST_AUTO_TEST_CASE(people_can_read_the_detail) {
    manual_clock const clock{start_time};
    std::string text;
    basic_log_defer<manual_clock, text_serializer> log{[&](std::string_view record) { text = record; }, clock};
    gate db;
    auto const t = [](auto& to, gate& g) -> task<> { co_await timed<timing::split>(to, "db", g); }(log, db);
    t.resume();
    clock.advance(1500us);
    db.release();
    BOOST_TEST(!log.finish());
    BOOST_TEST(text.find("db busy=0 resumes=1\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
