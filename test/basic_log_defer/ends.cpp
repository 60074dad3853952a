// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

using test_log = basic_log_defer<manual_clock>;

struct failure {};

/// Runs its body when it is destroyed, while exceptions are in flight.
template <class F>
struct when_unwound {
    F body;
    explicit when_unwound(F f) : body(f) {}
    ~when_unwound() { body(); }
};

/// Returns what the sink is passed when `body(log)` runs in the scope of the log.
template <class Body>
std::string record_of_scope(Body body) {
    capturing_sink sink;
    try {
        test_log log{sink, manual_clock{start_time}};
        body(log);
    } catch (failure const&) {
    }
    BOOST_REQUIRE(sink.size() == 1U);
    return sink.texts().back();
}

std::string const clean = record_of(R"("end":0.000000)");
std::string const failed = instant_record(R"("outcome":"exception")");

}  // namespace

BOOST_AUTO_TEST_SUITE(scope)

BOOST_AUTO_TEST_CASE(the_record_is_written_where_the_scope_ends) {
    capturing_sink sink;
    manual_clock const clock{start_time};
    {
        test_log log{sink, clock};
        log.info("a");
        clock.advance(1500us);
        BOOST_TEST(sink.size() == 0U);
    }
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == record_of(R"("end":0.001500,"logs":[[0.000000,30,"a"]])"));
}

BOOST_AUTO_TEST_CASE(an_exception_that_ends_it_is_the_outcome) {
    BOOST_TEST(record_of_scope([](test_log&) { throw failure{}; }) == failed);
}

BOOST_AUTO_TEST_CASE(an_exception_caught_within_is_not) {
    BOOST_TEST(record_of_scope([](test_log&) {
                   try {
                       throw failure{};
                   } catch (failure const&) {
                   }
               })
               == clean);
}

BOOST_AUTO_TEST_CASE(an_exception_around_the_log_is_not_its_own) {
    std::string text;
    try {
        when_unwound const cleanup{[&] { text = record_of_scope([](test_log&) {}); }};
        throw failure{};
    } catch (failure const&) {
    }
    BOOST_TEST(text == clean);
}

BOOST_AUTO_TEST_CASE(a_log_finished_while_an_exception_flies_says_so) {
    BOOST_TEST(record_of_scope([](test_log& log) {
                   when_unwound const cleanup{[&] { (void)log.finish(); }};
                   throw failure{};
               })
               == failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(outcomes)

BOOST_AUTO_TEST_CASE(what_is_said_stands_in_the_record) {
    auto const said = [](outcome o) { return record_of_scope([o](test_log& log) { log.outcome(o); }); };
    BOOST_TEST(said(outcome::ok) == clean);
    BOOST_TEST(said(outcome::failed) == instant_record(R"("outcome":"failed")"));
    BOOST_TEST(said(outcome::timeout) == instant_record(R"("outcome":"timeout")"));
    BOOST_TEST(said(outcome::exception) == failed);
    BOOST_TEST(said(outcome::cancelled) == instant_record(R"("outcome":"cancelled")"));
    BOOST_TEST(said(outcome::abandoned) == instant_record(R"("outcome":"abandoned")"));
    BOOST_TEST(said(outcome::unterminated) == instant_record(R"("outcome":"unterminated")"));
}

BOOST_AUTO_TEST_CASE(any_words_will_do) {
    auto const said = [](text words) { return record_of_scope([=](test_log& log) { log.outcome(words); }); };
    BOOST_TEST(said("payment \"refused\"") == instant_record(R"("outcome":"payment \"refused\"")"));
    BOOST_TEST(said("failed") == instant_record(R"("outcome":"failed")"));
    std::string const many(5000, 'x');
    BOOST_TEST(said(many) == instant_record(R"("outcome":")" + many + R"(")"));
}

BOOST_AUTO_TEST_CASE(words_that_say_nothing_bad_are_no_outcome) {
    BOOST_TEST(record_of_scope([](test_log& log) { log.outcome(""); }) == clean);
    BOOST_TEST(record_of_scope([](test_log& log) { log.outcome("ok"); }) == clean);
}

BOOST_AUTO_TEST_CASE(of_words_and_words_the_last_stand) {
    BOOST_TEST(record_of_scope([](test_log& log) {
                   log.outcome("first");
                   log.info("between");
                   log.outcome("second");
               })
               == instant_record(R"("logs":[[0.000000,30,"between"]],"outcome":"second")"));
    BOOST_TEST(record_of_scope([](test_log& log) {
                   log.outcome("first");
                   log.outcome(outcome::timeout);
               })
               == instant_record(R"("outcome":"timeout")"));
    BOOST_TEST(record_of_scope([](test_log& log) {
                   log.outcome("first");
                   log.outcome(outcome::ok);
               })
               == clean);
}

BOOST_AUTO_TEST_CASE(words_are_taken_over_with_the_part_that_they_are_of) {
    BOOST_TEST(record_of_scope([](test_log& log) {
                   log.info("much that is recorded before");
                   auto fork = log.fork();
                   fork.info("more");
                   fork.outcome("out of stock");
                   auto other = log.fork();
                   other.outcome("too late");
               })
               == instant_record(R"("logs":[[0.000000,30,"much that is recorded before"],[0.000000,30,"more"]],)"
                                 R"("outcome":"too late")"));
    BOOST_TEST(record_of_scope([](test_log& log) {
                   auto fork = log.fork();
                   fork.outcome("the fork's");
                   log.outcome("the first's");
               })
               == instant_record(R"("outcome":"the first's")"));
}

BOOST_AUTO_TEST_CASE(what_is_said_overrides_an_exception) {
    BOOST_TEST(record_of_scope([](test_log& log) {
                   log.outcome(outcome::cancelled);
                   throw failure{};
               })
               == instant_record(R"("outcome":"cancelled")"));
    BOOST_TEST(record_of_scope([](test_log& log) {
                   log.outcome(outcome::ok);
                   throw failure{};
               })
               == clean);
}

BOOST_FIXTURE_TEST_CASE(the_last_word_counts_and_too_late_is_ignored, log_fixture) {
    log.outcome(outcome::abandoned);
    log.outcome(outcome::cancelled);
    BOOST_TEST(finish() == instant_record(R"("outcome":"cancelled")"));
    log.outcome(outcome::ok);
}

BOOST_AUTO_TEST_CASE(an_exception_on_the_thread_that_a_log_was_moved_to_is_its_own) {
    capturing_sink sink;
    std::optional<test_log> log{std::in_place, sink, manual_clock{start_time}};
    std::thread{[&] {
        try {
            test_log const mine{std::move(*log)};
            throw failure{};
        } catch (failure const&) {
        }
    }}.join();
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(finish_to_the_sink)

BOOST_FIXTURE_TEST_CASE(the_first_call_ends_and_later_ones_do_nothing, log_fixture) {
    log.info("a");
    BOOST_TEST(log.is_open());
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(!log.is_open());
    clock.advance(1s);
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == instant_logs(R"([0.000000,30,"a"])"));
}

BOOST_FIXTURE_TEST_CASE(whatever_is_called_afterwards_is_ignored, log_fixture) {
    record other;
    BOOST_REQUIRE(read_record(R"({"start":1,"logs":[[0,30,"x"]]})", other));
    BOOST_TEST(finish() == clean);
    int runs = 0;
    log.info([&] { return ++runs, "lazy"; });
    log.add_log(25, "m", {{"a", 1}});
    log.data("k", 1);
    log.data({{"k", 1}});
    log["k"] = 1;
    (void)log.timer("t");
    log.toggle_timer("t");
    log.merge(other);
    log.cancel();
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(runs == 0);
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(finish_into_a_string)

BOOST_FIXTURE_TEST_CASE(holds_what_the_sink_would_have_got, log_fixture) {
    log.info("a");
    log.data("k", 1);
    std::string line = "replaced";
    BOOST_TEST(log.finish(line) == std::error_code{});
    BOOST_TEST(line == instant_record(R"("data":{"k":1},"logs":[[0.000000,30,"a"]])"));
    BOOST_TEST(sink.size() == 0U);
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(sink.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(is_refused_when_the_log_is_over, log_fixture) {
    (void)finish();
    std::string line = "kept";
    BOOST_TEST(log.finish(line) == error::not_open);
    BOOST_TEST(line == "kept");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(finish_into_a_record)

BOOST_FIXTURE_TEST_CASE(holds_the_structure, log_fixture) {
    clock.advance(1ms);
    log.info("a", {{"b", 1}});
    log["k"] = 2;
    {
        auto const t = log.timer("t");
    }
    log.outcome(outcome::cancelled);
    record taken;
    BOOST_TEST(taken.empty());
    BOOST_TEST(log.finish(taken) == std::error_code{});
    BOOST_TEST(!taken.empty());
    using namespace logdefer::testing;
    BOOST_TEST(contents(taken.view())
               == (plain_record{.start = start_time,
                                .end = 1ms,
                                .data = {{"k", 2}},
                                .logs = {{1ms, 30, "a", {{{"b", 1}}}}},
                                .timers = {{"t", 1ms, 1ms}},
                                .extras = {{"outcome", "cancelled"}}}));
    BOOST_TEST(sink.size() == 0U);
}

BOOST_AUTO_TEST_CASE(replaces_what_was_there_and_outlives_the_log) {
    record taken;
    for (std::string const message : {"first", "second"}) {
        log_fixture f;
        f.log.info(message);
        BOOST_TEST(f.log.finish(taken) == std::error_code{});
    }
    log_fixture f;
    f.log.info("third");
    BOOST_TEST(testing::contents(taken.view()).logs.at(0).message.text == "\"second\"");
}

BOOST_FIXTURE_TEST_CASE(is_refused_when_the_log_is_over, log_fixture) {
    (void)finish();
    record taken;
    BOOST_TEST(log.finish(taken) == error::not_open);
    BOOST_TEST(taken.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cancel)

BOOST_FIXTURE_TEST_CASE(ends_the_log_without_a_record, log_fixture) {
    log.info("a");
    log.cancel();
    BOOST_TEST(!log.is_open());
    log.info("b");
    std::string line;
    BOOST_TEST(log.finish(line) == error::not_open);
    BOOST_TEST(log.finish() == std::error_code{});
    log.cancel();
    BOOST_TEST(sink.size() == 0U);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(holds_by_exception_too) {
    capturing_sink sink;
    try {
        test_log log{sink, manual_clock{start_time}};
        log.cancel();
        throw failure{};
    } catch (failure const&) {
    }
    BOOST_TEST(sink.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
