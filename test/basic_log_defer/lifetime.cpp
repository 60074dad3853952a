// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

using test_log = basic_log_defer<manual_clock>;
static_assert(!std::is_copy_constructible_v<test_log> && !std::is_copy_assignable_v<test_log>);
static_assert(std::is_nothrow_move_constructible_v<test_log> && std::is_nothrow_move_assignable_v<test_log>);
static_assert(std::is_nothrow_destructible_v<test_log>);

BOOST_AUTO_TEST_SUITE(moving)

BOOST_FIXTURE_TEST_CASE(the_new_log_goes_on_where_the_old_one_stood, log_fixture) {
    log.info("a");
    auto other = std::move(log);
    BOOST_TEST(!log.is_open());
    BOOST_TEST(other.is_open());
    other.info("b");
    BOOST_TEST(other.finish() == std::error_code{});
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == instant_logs(R"([0.000000,30,"a"],[0.000000,30,"b"])"));
}

BOOST_FIXTURE_TEST_CASE(a_moved_from_log_ignores_every_call, log_fixture) {
    record foreign;
    BOOST_REQUIRE(read_record(R"({"start":1})", foreign));
    auto other = std::move(log);
    log.info("m", {{"a", 1}}, 2);
    log.add_log(25, [] { return "lazy"; });
    log.data("k", 1);
    log.data({{"k", 1}});
    log["k"] = {{"a", 1}};
    {
        auto const t = log.timer("t");
    }
    log.toggle_timer("t");
    log.merge(foreign);
    log.outcome(outcome::cancelled);
    log.cancel();
    std::string line = "kept";
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(log.finish(line) == error::not_open);
    BOOST_TEST(line == "kept");
    BOOST_TEST(log.finish(foreign) == error::not_open);
    BOOST_TEST(sink.size() == 0U);
    BOOST_TEST(other.finish() == std::error_code{});
    BOOST_TEST(sink.texts().at(0) == record_of(R"("end":0.000000)"));
}

BOOST_FIXTURE_TEST_CASE(running_timers_stay_with_the_transaction, log_fixture) {
    auto t = log.timer("t");
    log.toggle_timer("u");
    clock.advance(10ms);
    auto other = std::move(log);
    clock.advance(10ms);
    t.stop();
    other.toggle_timer("u");
    clock.advance(10ms);
    auto const last = std::make_unique<test_log>(std::move(other));
    BOOST_TEST(last->finish() == std::error_code{});
    BOOST_TEST(sink.texts().at(0)
               == record_of(R"("end":0.030000,"timers":[["t",0.000000,0.020000],["u",0.000000,0.020000]])"));
}

BOOST_FIXTURE_TEST_CASE(a_log_assigned_to_is_finished_first, log_fixture) {
    capturing_sink second_sink;
    test_log second{second_sink, clock};
    log.info("first");
    second.info("second");
    auto t = log.timer("late");
    log = std::move(second);
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.at(0).logs.at(0).message.text == "\"first\"");
    BOOST_TEST(second_sink.size() == 0U);
    log.info("more");
    t.stop();
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(second_sink.texts().at(0) == instant_logs(R"([0.000000,30,"second"],[0.000000,30,"more"])"));
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(reports == (report_list{{{error::late, "late"}}}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_log_that_is_over_can_be_assigned_to, log_fixture) {
    (void)finish();
    log = test_log{sink, clock};
    log.info("again");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"again"])"));
    BOOST_TEST(sink.size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(assigning_a_log_to_itself_changes_nothing, log_fixture) {
    log.info("a");
    auto& same = log;
    log = std::move(same);
    BOOST_TEST(log.is_open());
    log.info("b");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"a"],[0.000000,30,"b"])"));
}

BOOST_FIXTURE_TEST_CASE(assigning_a_moved_from_log_closes, log_fixture) {
    auto other = std::move(log);
    other = std::move(log);
    BOOST_TEST(!other.is_open());
    BOOST_TEST(sink.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(logs_may_live_in_a_growing_vector, log_fixture) {
    std::vector<test_log> logs;
    for (int i = 0; i < 20; ++i) {
        logs.emplace_back(sink, clock);
        logs.back().info("log", i);
    }
    logs.clear();
    BOOST_REQUIRE(sink.size() == 20U);
    for (std::size_t i = 0; i < 20; ++i) {
        BOOST_TEST(sink.texts()[i] == instant_logs("[0.000000,30,\"log\"," + std::to_string(i) + "]"));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(nothing_of_one_transaction_is_in_the_next) {
    log_fixture first;
    first.log.data("k", 1);
    first.log.data("k", 2);
    first.log.info("m", [] { return 1; }());
    first.log.info([]() -> char const* { throw 1; });
    first.log.toggle_timer("open");
    first.log.outcome(outcome::cancelled);
    (void)first.finish();
    log_fixture second;
    second.log.toggle_timer("open");
    second.clock.advance(1s);
    BOOST_TEST(second.finish() == record_of(R"("end":1.000000,"timers":[["open",0.000000,1.000000]])"));
    log_fixture third;
    BOOST_TEST(third.finish() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(logs_that_live_at_the_same_time_do_not_mix) {
    log_fixture a;
    log_fixture b;
    for (int i = 0; i < 100; ++i) {
        a.log.data("k", i);
        b.log.data("k", -i);
    }
    BOOST_TEST(a.finish() == instant_record(R"("data":{"k":99})"));
    BOOST_TEST(b.finish() == instant_record(R"("data":{"k":-99})"));
}

BOOST_FIXTURE_TEST_CASE(a_log_may_end_on_another_thread, log_fixture) {
    log.info("here");
    std::thread{[moved = std::move(log)]() mutable { moved.info("there"); }}.join();
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == instant_logs(R"([0.000000,30,"here"],[0.000000,30,"there"])"));
}

BOOST_FIXTURE_TEST_CASE(a_log_that_ends_with_its_thread_s_variables_is_written, log_fixture) {
    std::thread{[this] {
        thread_local std::unique_ptr<test_log> kept;
        kept = std::make_unique<test_log>(std::move(log));
        kept->info("last words");
        test_log{[](std::string_view) {}, clock}.info("the thread's memory is in use");
    }}.join();
    BOOST_REQUIRE(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == instant_logs(R"([0.000000,30,"last words"])"));
}

BOOST_AUTO_TEST_SUITE_END()
