// SPDX-License-Identifier: BSL-1.0
/// Records that are written in parts.

#include <logdefer/settings/rules.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace logdefer::test {
namespace {

using namespace std::chrono_literals;

struct parts_fixture : log_fixture {
    /// Returns a record without its id, which must be that of the first one.
    std::string part(std::size_t i) {
        BOOST_REQUIRE(sink.size() > i);
        std::string text = sink.texts()[i];
        auto const at = text.find(R"("id":")");
        BOOST_REQUIRE((at != text.npos));
        auto const id = text.substr(at + 6, 32);
        if (id_.empty()) id_ = id;
        BOOST_TEST(id == id_);
        return text.erase(at, 6 + 32 + 2);
    }

private:
    std::string id_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(parts, parts_fixture)

BOOST_AUTO_TEST_CASE(each_part_has_what_was_recorded_since_the_last_one) {
    log.info("one");
    log["a"] = 1;
    clock.advance(1s);
    BOOST_TEST(!log.emit_part());
    log.info("two");
    log["a"] = 2;
    clock.advance(1s);
    BOOST_TEST(!log.emit_part());
    log.outcome(outcome::failed);
    BOOST_TEST(!log.finish());
    BOOST_TEST(sink.size() == 3U);
    BOOST_TEST(part(0) == record_of(R"("end":1.000000,"data":{"a":1},"logs":[[0.000000,30,"one"]],"part":1)"));
    BOOST_TEST(part(1) == record_of(R"("end":2.000000,"data":{"a":2},"logs":[[1.000000,30,"two"]],"part":2)"));
    BOOST_TEST(part(2) == record_of(R"("end":2.000000,"outcome":"failed","part":3)"));
}

BOOST_AUTO_TEST_CASE(a_timer_that_runs_belongs_to_the_part_in_which_it_ends) {
    log.info("before the timers");
    auto outer = log.timer("outer");
    {
        auto const inner = log.timer("inner");
    }
    log.toggle_timer("toggled");
    clock.advance(1s);
    BOOST_TEST(!log.emit_part());
    auto later = log.timer("later");
    clock.advance(1s);
    outer.stop();
    log.toggle_timer("toggled");
    BOOST_TEST(!log.emit_part());
    clock.advance(1s);
    later.stop();
    BOOST_TEST(!log.finish());
    BOOST_TEST(part(0)
               == record_of(R"("end":1.000000,"logs":[[0.000000,30,"before the timers"]],)"
                            R"("timers":[["inner",0.000000,0.000001]],"part":1)"));
    BOOST_TEST(part(1)
               == record_of(
                   R"("end":2.000000,"timers":[["outer",0.000000,2.000000],["toggled",0.000000,2.000000]],"part":2)"));
    BOOST_TEST(part(2) == record_of(R"("end":3.000000,"timers":[["later",1.000000,3.000000]],"part":3)"));
}

BOOST_AUTO_TEST_CASE(an_outcome_belongs_to_the_last_part) {
    log.outcome("in words");
    BOOST_TEST(!log.emit_part());
    BOOST_TEST(!log.finish());
    BOOST_TEST(part(0) == instant_record(R"("part":1)"));
    BOOST_TEST(part(1) == instant_record(R"("outcome":"in words","part":2)"));
}

BOOST_AUTO_TEST_CASE(a_part_is_not_written_before_its_time) {
    clock.advance(59s);
    BOOST_TEST(!log.emit_part(1min));
    BOOST_TEST(sink.size() == 0U);
    clock.advance(1s);
    BOOST_TEST(!log.emit_part(1min));
    BOOST_TEST(!log.emit_part(1min));
    BOOST_TEST(sink.size() == 1U);
    clock.advance(1min);
    BOOST_TEST(!log.emit_part(1min));
    BOOST_TEST(sink.size() == 2U);
    log.cancel();
    BOOST_TEST(sink.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_part_that_fills_the_budget_is_written_before_its_time) {
    settings const shared{.max_bytes = 2000};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    int lines = 0;
    for (; sink.size() == 0U && lines < 1000; ++lines) {
        job.info("a line of a job that writes many");
        BOOST_TEST(!job.emit_part(1min));
    }
    BOOST_TEST(lines > 10);
    BOOST_TEST(sink.texts()[0].size() <= 2000U);
    BOOST_TEST((sink.texts()[0].find("dropped") == std::string::npos));
    BOOST_TEST(!job.emit_part(1min));
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_part_contained_does_not_fill_the_budget_of_the_next_one) {
    settings const shared{.max_bytes = 2000};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    for (int i = 0; i < 40; ++i) job.info("a line of a job that writes many");
    auto const running = job.timer("keeps its place behind them");
    BOOST_TEST(!job.emit_part(1min));
    BOOST_TEST(sink.size() == 1U);
    for (int i = 0; i < 3; ++i) {
        job.info("few");
        BOOST_TEST(!job.emit_part(1min));
    }
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_outcome_that_becomes_shorter_and_a_part_without_anything_do_not_fill_the_budget) {
    settings const shared{.max_bytes = 0};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    BOOST_TEST(!job.emit_part(1min));
    BOOST_TEST(sink.size() == 0U);
    job.outcome("an outcome of many words, which are longer than a number");
    BOOST_TEST(!job.emit_part());
    BOOST_TEST(sink.size() == 1U);
    job.outcome(outcome::failed);
    BOOST_TEST(!job.emit_part(1min));
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_CASE(parts_that_are_written_for_the_budget_lose_nothing_to_escapes) {
    settings const shared{.max_bytes = 4096};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    for (int i = 0; i < 300; ++i) {
        job.info(R"({"a":1,"text":"say \"hello\""})", {{"real", 0.1234567890123456 + i}});
        BOOST_TEST(!job.emit_part(1min));
    }
    BOOST_TEST(sink.size() > 5U);
    for (auto const& text : sink.texts()) BOOST_TEST((text.find("dropped") == std::string::npos));
}

BOOST_AUTO_TEST_CASE(the_rule_that_keeps_records_is_not_asked_about_parts) {
    settings const shared{.keep = failed, .members = {{"service", "x"}}, .id = true};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    BOOST_TEST(!job.emit_part());
    BOOST_TEST(!job.finish());
    BOOST_TEST(part(0) == instant_record(R"("service":"x","part":1)"));
    BOOST_TEST(part(1) == instant_record(R"("service":"x","part":2)"));
}

BOOST_AUTO_TEST_CASE(a_record_with_forks_has_no_parts) {
    auto fork = log.fork();
    BOOST_TEST(log.emit_part() == error::pending);
    fork.cancel();
    BOOST_TEST(finish() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(the_next_log_on_the_same_memory_is_written_as_a_whole) {
    BOOST_TEST(!log.emit_part());
    BOOST_TEST(!log.finish());
    basic_log_defer<manual_clock> next{sink, clock};
    BOOST_TEST(!next.finish());
    BOOST_TEST(sink.texts().back() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(a_probe_is_resolved_in_the_part_that_contains_it_and_secrets_stay_secret) {
    log["probe"] = log.if_kept([] { return 1; });
    log.redact("hunter2");
    BOOST_TEST(!log.emit_part());
    log.info("hunter2");
    BOOST_TEST(!log.finish());
    BOOST_TEST(part(0) == instant_record(R"("data":{"probe":1},"part":1)"));
    BOOST_TEST(part(1) == instant_record(R"("logs":[[0.000000,30,"*******"]],"part":2)"));
}

BOOST_AUTO_TEST_CASE(what_the_program_does_with_the_log_while_a_part_is_written_changes_nothing) {
    log["probe"] = log.if_kept([&] {
        for (int i = 0; i < 200; ++i) log.info("from a probe");
        (void)log.finish();
        (void)log.emit_part();
        return 1;
    });
    BOOST_TEST(!log.emit_part());
    log.info("later");
    BOOST_TEST(!log.finish());
    BOOST_TEST(part(0) == instant_record(R"("data":{"probe":1},"part":1)"));
    BOOST_TEST(part(1) == instant_record(R"("logs":[[0.000000,30,"later"]],"part":2)"));
}

BOOST_AUTO_TEST_CASE(a_record_that_has_parts_and_then_forks_ends_with_a_part) {
    settings const shared{.keep = failed};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    BOOST_TEST(!job.emit_part());
    {
        auto fork = job.fork();
        fork.info("in a fork");
    }
    BOOST_TEST(!job.finish());
    BOOST_TEST(part(0) == instant_record(R"("part":1)"));
    BOOST_TEST(part(1) == instant_record(R"("logs":[[0.000000,30,"in a fork"]],"part":2)"));
}

BOOST_AUTO_TEST_CASE(the_last_part_has_a_number_of_its_own_also_as_text_and_as_a_record) {
    BOOST_TEST(!log.emit_part());
    std::string line;
    BOOST_TEST(!log.finish(line));
    BOOST_TEST(line.ends_with(R"("part":2})"
                              "\n"));
}

BOOST_AUTO_TEST_CASE(a_cancelled_job_leaves_no_part_to_the_next_log) {
    BOOST_TEST(!log.emit_part());
    auto fork = log.fork();
    log.cancel();
    fork.cancel();
    for (int i = 0; i < 4; ++i) {
        basic_log_defer<manual_clock> next{sink, clock};
        BOOST_TEST(!next.finish());
        BOOST_TEST(sink.texts().back() == record_of(R"("end":0.000000)"));
    }
}

BOOST_AUTO_TEST_CASE(probes_are_destroyed_with_their_part_and_lines_left_out_are_counted_for_it) {
    auto const held = std::make_shared<int>(1);
    settings const shared{.max_entries = 2};
    basic_log_defer<manual_clock> job{sink, shared, clock};
    for (int i = 0; i < 3; ++i) {
        job["p"] = job.if_kept([held] { return *held; });
        job.info("1");
        job.info("2");
        BOOST_TEST(!job.emit_part());
        BOOST_TEST(held.use_count() == 1);
        BOOST_TEST_CONTEXT(sink.texts().back()) {
            BOOST_TEST((sink.texts().back().find(R"("dropped":{"logs":1,"levels":{"30":1}})") != std::string::npos));
        }
    }
}

BOOST_AUTO_TEST_CASE(many_parts_need_no_more_memory_than_one) {
    auto const outer = log.timer("outer");
    for (int part = 0; part < 1000; ++part) {
        for (int i = 0; i < 10; ++i) log.info("a line of a long job");
        BOOST_TEST(!log.emit_part());
    }
    BOOST_TEST(sink.size() == 1000U);
    record r;
    BOOST_TEST(!log.finish(r));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace logdefer::test
