// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/batch_sink.hpp>

#include "allocations.hpp"

#include <support/lazy_task.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <coroutine>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace {

struct counting_sink {
    std::size_t records = 0;
    std::size_t bytes = 0;
    void operator()(std::string_view text) {
        ++records;
        bytes += text.size();
    }
};

/// A typical request of a service: 6 data, 6 lines, 4 timers.
void standard_transaction(logdefer::log_defer& log, std::string const& user) {
    log.data("method", "GET");
    log.data("path", "/api/v1/orders/12345");
    log.data("status", 200);
    log.data("bytes", 5321);
    log.data("user", user);
    log.data("cached", true);
    auto const all = log.timer("request");
    log.info("request accepted from the load balancer");
    {
        auto const parse = log.timer("parse");
        log.debug("headers parsed, nothing unusual");
    }
    {
        auto const query = log.timer("database");
        log.warn("the database took its time to answer", {{"attempt", 2}, {"waited_ms", 31.5}});
        log.info("row found and decoded");
    }
    auto const render = log.timer("render");
    log.error("a template variable was not set", {{"attempt", 1}, {"waited_ms", 0.25}});
    log.info("response rendered, sending it now");
}

/// Returns the allocations of `times` transactions that end as `end(log)` does.
template <class End>
std::size_t allocations_of(int times, counting_sink& sink, End end) {
    std::string const user = "jane.doe@example.com";
    faults::armed const counter;
    for (int i = 0; i < times; ++i) {
        logdefer::log_defer log{sink};
        standard_transaction(log, user);
        end(log);
    }
    return counter.seen();
}

template <class Promise, logdefer::timing Timing>
support::lazy_task<Promise> timed_awaits(logdefer::log_defer& log) {
    for (int i = 0; i < 100; ++i) {
        co_await logdefer::timed<Timing>(log, "ready", std::suspend_never{});
        co_await logdefer::timed<Timing>(log, "waiting", std::suspend_always{});
    }
}

/// Returns the allocations of a coroutine's awaits, without its frame.
template <class Promise, logdefer::timing Timing>
std::size_t allocations_of_awaits() {
    counting_sink sink;
    std::size_t allocations = 0;
    for (int i = 0; i < 2; ++i) {  // the second run finds the memory of the first
        logdefer::log_defer log{sink};
        logdefer::log_context context{log};
        auto const t = context.create([&] { return timed_awaits<Promise, Timing>(log); });
        faults::armed const counter;
        while (!t.done()) t.resume();
        allocations = counter.seen();
    }
    return allocations;
}

auto const leave_to_the_destructor = [](logdefer::log_defer&) {};

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_transaction_allocates) {
    counting_sink sink;
    BOOST_TEST(allocations_of(1, sink, leave_to_the_destructor) > 0U);
    BOOST_TEST(sink.records == 1U);
}

BOOST_AUTO_TEST_CASE(a_steady_program_allocates_nothing) {
    counting_sink sink;
    (void)allocations_of(2, sink, leave_to_the_destructor);
    BOOST_TEST(allocations_of(1000, sink, leave_to_the_destructor) == 0U);
    BOOST_TEST(sink.records == 1002U);
    BOOST_TEST(sink.bytes / sink.records > 600U);
}

BOOST_AUTO_TEST_CASE(finishing_into_a_reused_string_allocates_nothing) {
    counting_sink sink;
    std::string line;
    auto const into_line = [&](logdefer::log_defer& log) { (void)log.finish(line); };
    (void)allocations_of(2, sink, into_line);
    BOOST_TEST(allocations_of(1000, sink, into_line) == 0U);
    BOOST_TEST(line.size() > 600U);
}

BOOST_AUTO_TEST_CASE(a_cancelled_transaction_allocates_nothing) {
    counting_sink sink;
    auto const cancel = [](logdefer::log_defer& log) { log.cancel(); };
    (void)allocations_of(2, sink, cancel);
    BOOST_TEST(allocations_of(1000, sink, cancel) == 0U);
    BOOST_TEST(sink.records == 0U);
}

BOOST_AUTO_TEST_CASE(forks_allocate_nothing) {
    counting_sink sink;
    std::string const user = "jane.doe@example.com";
    auto const fork_thrice = [&](logdefer::log_defer& log) {
        std::array forks{log.fork(), log.fork(), log.fork()};
        for (auto& fork : forks) standard_transaction(fork, user);
    };
    (void)allocations_of(20, sink,
                         fork_thrice);  // enough for each transaction of the pool to have been used in every role
    BOOST_TEST(allocations_of(1000, sink, fork_thrice) == 0U);
}

BOOST_AUTO_TEST_CASE(a_timed_await_allocates_nothing) {
    using logdefer::timing;
    BOOST_TEST((allocations_of_awaits<support::plain_promise, timing::wall>()) == 0U);
    BOOST_TEST((allocations_of_awaits<support::plain_promise, timing::split>()) == 0U);
    BOOST_TEST((allocations_of_awaits<support::plain_promise, timing::full>()) == 0U);
    BOOST_TEST((allocations_of_awaits<logdefer::context_promise, timing::wall>()) == 0U);
    BOOST_TEST((allocations_of_awaits<logdefer::context_promise, timing::full>()) == 0U);
}

BOOST_AUTO_TEST_CASE(a_thread_that_only_starts_transactions_hands_on_what_it_took_from_the_others) {
    counting_sink sink;
    auto const start_five = [&](std::size_t& allocations) {
        std::thread{[&] {
            faults::armed const counter;
            std::array<std::optional<logdefer::log_defer>, 5> logs;
            for (auto& log : logs) log.emplace(sink);
            allocations = counter.seen();
        }}.join();
    };
    std::size_t allocations = 0;
    start_five(allocations);
    std::optional<logdefer::log_defer> elsewhere;
    std::thread{[&] { elsewhere.emplace(sink); }}.join();
    std::thread{[&] { elsewhere.reset(); }}.join();
    start_five(allocations);
    BOOST_TEST(allocations == 0U);
}

BOOST_AUTO_TEST_CASE(sinks_that_gather_records_allocate_nothing_for_them) {
    auto const log_through = [](auto& queue) {
        std::string const user = "jane.doe@example.com";
        auto const transaction = [&] {
            logdefer::log_defer log{queue};
            standard_transaction(log, user);
        };
        for (int i = 0; i < 10; ++i) transaction();
        faults::armed const counter;
        for (int i = 0; i < 1000; ++i) transaction();  // more than the queue can hold
        return counter.seen();
    };
    counting_sink sink;
    {
        logdefer::async_sink queue{sink, {.capacity = 1 << 16}};
        BOOST_TEST(log_through(queue) == 0U);
    }
    {
        logdefer::batch_sink queue{sink, {.bytes = 1 << 12}};
        BOOST_TEST(log_through(queue) == 0U);
    }
    BOOST_TEST(sink.records == 2020U);
}
