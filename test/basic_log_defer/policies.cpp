// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

/// A clock with ticks of a tenth of a microsecond that start at an odd number, like those of a hardware counter.
struct coarse_clock {
    std::int64_t const* now;

    static std::chrono::nanoseconds wall() noexcept { return start_time; }
    [[nodiscard]] std::int64_t ticks() const noexcept { return *now; }
    static std::chrono::nanoseconds elapsed(std::int64_t ticks) noexcept { return ticks * 100ns; }
};

/// A serializer that counts its calls and can be moved but not copied.
struct counting_serializer {
    std::unique_ptr<int> calls = std::make_unique<int>(0);

    std::error_code append(record_view const& r, output_buffer& out) {
        out.append("record " + std::to_string(++*calls) + " took " + std::to_string(r.end().count()));
        return {};
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_defaults_are_the_system_s_clocks_json_and_four_levels) {
    static_assert(std::is_same_v<basic_log_defer<>::clock_type, system_clock>);
    static_assert(std::is_same_v<basic_log_defer<>::serializer_type, json_serializer>);
    static_assert(std::is_same_v<basic_log_defer<>::levels, default_levels>);
    capturing_sink sink;
    auto const before = system_clock::wall();
    {
        basic_log_defer<> log{sink};
        auto const t = log.timer("t");
        log.info("m");
    }
    auto const after = system_clock::wall();
    auto const record = sink.last();
    BOOST_TEST((record.start >= before - 1us && record.start <= after));
    BOOST_TEST((record.logs.at(0).offset <= record.end));
    BOOST_TEST((record.timers.at(0).end <= record.end));
}

BOOST_AUTO_TEST_CASE(ticks_of_any_unit_become_times) {
    std::int64_t now = 123'456'789;
    capturing_sink sink;
    {
        basic_log_defer<coarse_clock> log{sink, coarse_clock{&now}};
        now += 10;
        log.info("m");
        auto const t = log.timer("t");
        now += 20'000;
    }
    BOOST_TEST(sink.texts().at(0)
               == record_of(R"("end":0.002001,"logs":[[0.000001,30,"m"]],"timers":[["t",0.000001,0.002001]])"));
}

BOOST_AUTO_TEST_CASE(times_have_nine_decimals_on_request_and_are_truncated_otherwise) {
    auto const record_with = [](json_serializer serializer) {
        manual_clock const clock{start_time + 789ns};
        capturing_sink sink;
        {
            basic_log_defer<manual_clock> log{sink, clock, {}, serializer};
            clock.advance(1999ns);
            log.info("m");
            auto const t = log.timer("t");
            clock.advance(1s);
        }
        return sink.texts().at(0);
    };
    BOOST_TEST(record_with(json_serializer{})
               == record_of(R"("end":1.000001,"logs":[[0.000001,30,"m"]],"timers":[["t",0.000001,1.000001]])"));
    BOOST_TEST(record_with(json_serializer{time_precision::nanoseconds})
               == "{\"start\":1700000000.123456789,\"end\":1.000001999,\"logs\":[[0.000001999,30,\"m\"]],"
                  "\"timers\":[[\"t\",0.000001999,1.000001999]]}\n");
}

BOOST_AUTO_TEST_CASE(the_options_may_come_before_the_clock) {
    capturing_sink sink;
    {
        basic_log_defer<manual_clock> log{sink, settings{.verbosity = 20}, manual_clock{start_time}};
        log.info("no");
        log.warn("yes");
    }
    BOOST_TEST(sink.texts().at(0) == instant_logs(R"([0.000000,20,"yes"])"));
}

BOOST_AUTO_TEST_CASE(a_serializer_may_have_state_and_moves_with_the_log) {
    using counting_log = basic_log_defer<manual_clock, counting_serializer>;
    manual_clock const clock{start_time};
    counting_log log{[](std::string_view) {}, clock, {}, counting_serializer{std::make_unique<int>(6)}};
    clock.advance(5ns);
    auto moved = std::move(log);
    std::string line;
    BOOST_TEST(moved.finish(line) == std::error_code{});
    BOOST_TEST(line == "record 7 took 5");
}

BOOST_AUTO_TEST_CASE(a_wall_time_before_the_epoch_is_written_as_zero) {
    capturing_sink sink;
    {
        basic_log_defer<manual_clock> log{sink, manual_clock{-1s}};
    }
    BOOST_TEST(sink.texts().at(0) == "{\"start\":0.000000,\"end\":0.000000}\n");
}
