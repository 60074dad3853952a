// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

/// A value whose encoder does what the test asks for.
struct scripted {
    std::function<void(value_writer&)> encode;
};

}  // namespace

template <>
struct logdefer::encoder<scripted> {
    static void encode(scripted const& s, value_writer& out) { s.encode(out); }
};

namespace {

scripted throwing() {
    return {[](value_writer&) { throw std::runtime_error{"boom"}; }};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoders)

BOOST_FIXTURE_TEST_CASE(one_that_throws_costs_its_entry_and_is_counted, log_fixture) {
    log.info("before");
    log.info("lost", 1, throwing(), 2);
    log.info("lost", {{"a", 1}, {"b", throwing()}});
    log.data("lost", throwing());
    log.data({{"a", 1}, {"lost", throwing()}, {"b", 2}});
    log["lost"] = list{1, throwing()};
    log.info("after");
    BOOST_TEST(finish()
               == instant_record(R"("data":{"a":1,"b":2},"logs":[[0.000000,30,"before"],[0.000000,30,"after"]],)"
                                 R"("dropped":{"data":3,"logs":2})"));
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(one_that_throws_leaves_the_value_before_it_in_place, log_fixture) {
    log.data("k", 1);
    log.data("k", throwing());
    BOOST_TEST(finish() == instant_record(R"("data":{"k":1},"dropped":{"data":1})"));
}

BOOST_FIXTURE_TEST_CASE(one_that_writes_no_value_or_several_costs_its_entry, log_fixture) {
    log.info("none", scripted{[](value_writer&) {}});
    log.info("two", scripted{[](value_writer& out) {
                 out.write(1);
                 out.write(2);
             }});
    log.info("one", scripted{[](value_writer& out) { out.write(fields{{"a", 1}}); }});
    BOOST_TEST(finish() == instant_record(R"("logs":[[0.000000,30,"one",{"a":1}]],"dropped":{"logs":2})"));
}

BOOST_FIXTURE_TEST_CASE(one_that_logs_into_the_very_log_is_refused_and_counted, log_fixture) {
    log.info("outer", scripted{[&](value_writer& out) {
                 log.info("inner");
                 log.data("inner", 1);
                 log.toggle_timer("inner");
                 {
                     auto const t = log.timer("inner");
                 }
                 out.write("kept");
             }});
    BOOST_TEST(finish()
               == instant_record(R"("logs":[[0.000000,30,"outer","kept"]],"dropped":{"data":1,"logs":1,"timers":2})"));
}

BOOST_FIXTURE_TEST_CASE(one_that_ends_the_very_log_is_refused, log_fixture) {
    std::string line = "kept";
    record taken;
    log.info("outer", scripted{[&](value_writer& out) {
                 BOOST_TEST(log.finish() == error::busy);
                 BOOST_TEST(log.finish(line) == error::busy);
                 BOOST_TEST(log.finish(taken) == error::busy);
                 log.cancel();
                 BOOST_TEST(log.is_open());
                 out.write(1);
             }});
    BOOST_TEST(line == "kept");
    BOOST_TEST(taken.empty());
    BOOST_TEST(sink.size() == 0U);
    BOOST_TEST(reports.size() == 4U);
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"outer",1])"));
}

BOOST_FIXTURE_TEST_CASE(one_that_writes_half_a_member_costs_the_entry, log_fixture) {
    log.info("half", scripted{[&](value_writer& out) {
                 out.object([](object_writer& members) {
                     try {
                         members.member("a", scripted{[](value_writer&) { throw std::runtime_error{"no value"}; }});
                     } catch (std::runtime_error const&) {  // as a careless encoder might
                     }
                     members.member("b", 1);
                 });
             }});
    BOOST_TEST(finish() == instant_record(R"("dropped":{"logs":1})"));
}

BOOST_FIXTURE_TEST_CASE(one_that_writes_no_member_into_an_object_costs_the_entry, log_fixture) {
    log.info("odd", scripted{[&](value_writer& out) {
                 out.object([&](object_writer& members) {
                     members.member("a", 1);
                     out.write(2);
                     out.write(3);
                 });
             }});
    BOOST_TEST(finish() == instant_record(R"("dropped":{"logs":1})"));
}

BOOST_FIXTURE_TEST_CASE(one_that_grows_the_log_may_stop_a_timer_by_name, log_fixture) {
    log.toggle_timer("t");
    clock.advance(1ms);
    log.info("m", scripted{[&](value_writer& out) {
                 out.array([&] {
                     out.write(std::string(100'000, 'x'));
                     log.toggle_timer("t");
                 });
             }});
    clock.advance(1ms);
    log.cancel();
    BOOST_TEST(sink.size() == 0U);
}

BOOST_FIXTURE_TEST_CASE(one_that_merges_into_the_very_log_is_refused, log_fixture) {
    record other;
    BOOST_REQUIRE(read_record(R"({"start":1700000000.123456,"logs":[[0,30,"x"]],"data":{"x":1}})", other));
    log.info("outer", scripted{[&](value_writer& out) {
                 log.merge(other);
                 out.write(1);
             }});
    BOOST_TEST(finish() == instant_record(R"("logs":[[0.000000,30,"outer",1]],"dropped":{"data":1,"logs":1})"));
}

BOOST_FIXTURE_TEST_CASE(one_that_stops_a_timer_of_the_very_log_may, log_fixture) {
    auto t = log.timer("t");
    log.toggle_timer("u");
    clock.advance(1ms);
    log.info("m", scripted{[&](value_writer& out) {
                 t.stop();
                 log.toggle_timer("u");
                 out.write(1);
             }});
    clock.advance(1ms);
    BOOST_TEST(finish()
               == record_of(R"("end":0.002000,"logs":[[0.001000,30,"m",1]],)"
                            R"("timers":[["t",0.000000,0.001000],["u",0.000000,0.001000]])"));
}

BOOST_FIXTURE_TEST_CASE(one_that_moves_the_very_log_away_does_no_harm, log_fixture) {
    using log_type = decltype(log);
    auto moved = log_type{[](std::string_view) {}, clock};
    log.info("outer", scripted{[&](value_writer& out) {
                 moved = std::move(log);
                 out.write(1);
             }});
    BOOST_TEST(!log.is_open());
    BOOST_TEST(moved.finish() == std::error_code{});
    BOOST_TEST(sink.texts().at(0) == instant_logs(R"([0.000000,30,"outer",1])"));
}

BOOST_FIXTURE_TEST_CASE(one_that_writes_a_record_of_another_log_may, log_fixture) {
    log_fixture other;
    log.info("outer", scripted{[&](value_writer& out) {
                 other.log.info("inner");
                 BOOST_TEST(other.finish() == instant_logs(R"([0.000000,30,"inner"])"));
                 out.write(1);
             }});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"outer",1])"));
}

BOOST_FIXTURE_TEST_CASE(values_that_nest_too_deep_cost_their_entry, log_fixture) {
    std::function<void(value_writer&, int)> nest = [&](value_writer& out, int depth) {
        if (depth == 0) return out.write(7);
        out.array([&] { nest(out, depth - 1); });
    };
    auto const nested = [&](int depth) { return scripted{[&nest, depth](value_writer& out) { nest(out, depth); }}; };
    log.info("too deep", nested(100'000));
    log.info("deep", nested(50));
    BOOST_TEST(finish()
               == instant_record("\"logs\":[[0.000000,30,\"deep\"," + std::string(50, '[') + "7" + std::string(50, ']')
                                 + "]],\"dropped\":{\"logs\":1}"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(numbers_without_json_are_null_and_extremes_are_exact, log_fixture) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    log.info("n", inf, -inf, std::numeric_limits<double>::quiet_NaN(), -0.0, std::numeric_limits<std::int64_t>::min(),
             std::numeric_limits<std::uint64_t>::max(), 9007199254740993, 1e300, 200.5);
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"n",null,null,null,-0.0,-9223372036854775808,)"
                               R"(18446744073709551615,9007199254740993,1e+300,200.5])"));
}

BOOST_AUTO_TEST_SUITE(serializers)

BOOST_AUTO_TEST_CASE(one_that_uses_the_log_finds_it_closed) {
    capturing_sink sink;
    manual_clock const clock{start_time};
    struct meddler {
        std::function<void()> meddle;
        std::error_code append(record_view const& r, output_buffer& out) {
            meddle();
            return json_serializer{}.append(r, out);
        }
    };
    basic_log_defer<manual_clock, meddler>* self = nullptr;
    basic_log_defer<manual_clock, meddler> log{sink, clock, {}, meddler{[&] {
                                                   self->info("again");
                                                   BOOST_TEST(self->finish() == std::error_code{});
                                               }}};
    self = &log;
    log.info("once");
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(sink.texts().at(0) == instant_logs(R"([0.000000,30,"once"])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(clocks)

BOOST_FIXTURE_TEST_CASE(one_that_steps_back_never_takes_the_record_back, log_fixture) {
    clock.advance(5s);
    log.info("at 5");
    clock.advance(-3s);
    log.info("at 2");
    clock.advance(4s);
    log.info("at 6");
    clock.advance(-10s);
    BOOST_TEST(
        finish()
        == record_of(R"("end":6.000000,"logs":[[5.000000,30,"at 5"],[5.000000,30,"at 2"],[6.000000,30,"at 6"]])"));
}

BOOST_FIXTURE_TEST_CASE(a_record_that_ends_before_it_starts_takes_no_time, log_fixture) {
    clock.advance(-5s);
    log.info("neg");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"neg"])"));
}

BOOST_FIXTURE_TEST_CASE(a_jump_of_the_wall_clock_changes_neither_start_nor_offsets, log_fixture) {
    clock.adjust_wall(-1h);
    clock.advance(1s);
    log.info("m");
    clock.adjust_wall(24h);
    BOOST_TEST(finish() == record_of(R"("end":1.000000,"logs":[[1.000000,30,"m"]])"));
}

BOOST_FIXTURE_TEST_CASE(a_day_is_exact, log_fixture) {
    clock.advance(24h + 250ms);
    log.info("day");
    BOOST_TEST(finish() == record_of(R"("end":86400.250000,"logs":[[86400.250000,30,"day"]])"));
}

BOOST_AUTO_TEST_SUITE_END()
