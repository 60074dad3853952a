// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <logdefer/formats/text_serializer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

using namespace logdefer;
using namespace logdefer::test;

namespace {

using test_log = basic_log_defer<manual_clock>;

manual_clock const clock_at_start{start_time};
std::string const empty_record = record_of(R"("end":0.000000)");

std::string received;
void keep_received(std::string_view text) { received = text; }

/// Ends a log on this sink and returns the calls of the hook.
template <class Sink>
report_list reports_of(Sink&& sink) {
    report_list reports;
    {
        test_log log{std::forward<Sink>(sink), clock_at_start, settings{.on_error = reports}};
    }
    return reports;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kinds)

BOOST_AUTO_TEST_CASE(a_function) {
    {
        test_log log{keep_received, clock_at_start};
    }
    BOOST_TEST(std::exchange(received, {}) == empty_record);
    {
        test_log log{&keep_received, clock_at_start};
    }
    BOOST_TEST(received == empty_record);
}

BOOST_AUTO_TEST_CASE(an_lvalue_is_used_where_it_is) {
    struct counter {
        int calls = 0;
        void operator()(std::string_view) { ++calls; }
    } sink;
    {
        test_log log{sink, clock_at_start};
    }
    {
        test_log log{sink, clock_at_start};
    }
    BOOST_TEST(sink.calls == 2);
}

BOOST_AUTO_TEST_CASE(a_const_lvalue) {
    std::string text;
    auto const sink = [&](std::string_view t) { text = t; };
    {
        test_log log{sink, clock_at_start};
    }
    BOOST_TEST(text == empty_record);
}

BOOST_AUTO_TEST_CASE(a_temporary_with_state_lives_as_long_as_the_log) {
    std::string text;
    auto log = std::make_unique<test_log>([&text, prefix = std::string{"a prefix too long to be kept in place: "}](
                                              std::string_view t) { text = prefix + std::string{t}; },
                                          clock_at_start);
    auto const moved = std::make_unique<test_log>(std::move(*log));
    log.reset();
    BOOST_TEST(text.empty());
    BOOST_TEST(moved->finish() == std::error_code{});
    BOOST_TEST(text == "a prefix too long to be kept in place: " + empty_record);
}

BOOST_AUTO_TEST_CASE(one_that_can_only_be_moved) {
    std::string text;
    auto target = std::make_unique<std::string*>(&text);
    {
        test_log log{[t = std::move(target)](std::string_view s) { **t = s; }, clock_at_start};
    }
    BOOST_TEST(text == empty_record);
}

BOOST_AUTO_TEST_CASE(one_larger_than_the_room_kept_for_it) {
    std::string text;
    std::array<char, 1000> ballast{};
    ballast.back() = '!';
    {
        test_log log{[&text, ballast](std::string_view t) { text = std::string{t} + ballast.back(); }, clock_at_start};
    }
    BOOST_TEST(text == empty_record + '!');
}

BOOST_AUTO_TEST_CASE(one_with_a_great_alignment) {
    struct alignas(128) sink {
        std::uintptr_t* address;
        void operator()(std::string_view) const { *address = reinterpret_cast<std::uintptr_t>(this); }
    };
    std::uintptr_t address = 1;
    {
        test_log log{sink{&address}, clock_at_start};
    }
    BOOST_TEST(address % 128 == 0U);
}

BOOST_AUTO_TEST_CASE(a_type_erased_function) {
    std::string text;
    std::function<void(std::string_view)> const sink = [&](std::string_view t) { text = t; };
    {
        test_log log{std::function{sink}, clock_at_start};
    }
    BOOST_TEST(text == empty_record);
}

BOOST_AUTO_TEST_CASE(a_stream) {
    std::ostringstream out;
    {
        test_log log{out, clock_at_start};
    }
    {
        test_log log{out, clock_at_start};
    }
    BOOST_TEST(out.str() == empty_record + empty_record);
}

BOOST_AUTO_TEST_CASE(a_stream_of_the_log_s_own) { BOOST_TEST(reports_of(std::ostringstream{}).empty()); }

BOOST_AUTO_TEST_CASE(one_that_takes_the_structure_gets_no_text) {
    struct never {
        std::error_code append(record_view const&, output_buffer&) {
            BOOST_ERROR("a text was made");
            return {};
        }
    };
    testing::plain_record seen;
    {
        basic_log_defer<manual_clock, never> log{[&](record_view const& r) { seen = testing::contents(r); },
                                                 clock_at_start};
        log.info("m", 1);
    }
    using namespace logdefer::testing;
    BOOST_TEST(seen == (plain_record{.start = start_time, .logs = {{{}, 30, "m", {1}}}}));
}

BOOST_AUTO_TEST_CASE(an_owned_one_is_destroyed_once_when_the_record_is_out) {
    struct tracker {
        int& alive;
        explicit tracker(int& count) : alive(count) { ++alive; }
        tracker(tracker const& other) : alive(other.alive) { ++alive; }
        ~tracker() { --alive; }
        void operator()(std::string_view) const {}
    };
    int alive = 0;
    test_log log{tracker{alive}, clock_at_start};
    BOOST_TEST(alive == 1);
    auto timer = log.timer("outlives its log");
    test_log moved = std::move(log);
    BOOST_TEST(alive == 1);
    moved.cancel();
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(failures)

BOOST_AUTO_TEST_CASE(a_code_that_is_returned_reaches_the_caller_and_the_hook_with_the_sink_s_name) {
    struct full_disk {
        std::error_code operator()(std::string_view) const { return make_error_code(std::errc::no_space_on_device); }
        [[nodiscard]] std::string_view name() const { return "/var/log/requests.log"; }
    };
    report_list reports;
    test_log log{full_disk{}, clock_at_start, settings{.on_error = reports}};
    BOOST_TEST(log.finish() == std::make_error_code(std::errc::no_space_on_device));
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].code == std::make_error_code(std::errc::no_space_on_device));
    BOOST_TEST(reports[0].subject == "/var/log/requests.log");
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(reports.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_exception_is_caught) {
    auto const reports = reports_of([](std::string_view) { throw std::runtime_error{"boom"}; });
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == (report{error::sink_failed, ""}));
}

BOOST_AUTO_TEST_CASE(an_exception_that_carries_a_code_gives_that_code) {
    auto const reports =
        reports_of([](std::string_view) { throw std::system_error{std::make_error_code(std::errc::broken_pipe)}; });
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].code == std::make_error_code(std::errc::broken_pipe));
}

BOOST_AUTO_TEST_CASE(an_exception_during_unwinding_does_not_end_the_program) {
    report_list reports;
    try {
        test_log log{[](std::string_view) { throw 1; }, clock_at_start, settings{.on_error = reports}};
        throw 2;
    } catch (int i) {
        BOOST_TEST(i == 2);
    }
    BOOST_TEST(reports.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_sink_for_structure_may_fail_too) {
    auto const thrown = reports_of([](record_view const&) { throw std::runtime_error{"boom"}; });
    BOOST_REQUIRE(thrown.size() == 1U);
    BOOST_TEST(thrown[0].code == error::sink_failed);
    auto const returned =
        reports_of([](record_view const&) { return std::make_error_code(std::errc::no_space_on_device); });
    BOOST_REQUIRE(returned.size() == 1U);
    BOOST_TEST(returned[0].code == std::make_error_code(std::errc::no_space_on_device));
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_bad_is_reported) {
    std::ostringstream out;
    out.setstate(std::ios::badbit);
    auto const reports = reports_of(out);
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].code == std::make_error_code(std::errc::io_error));
}

BOOST_AUTO_TEST_CASE(a_stream_that_throws_is_reported) {
    std::ostringstream out;
    out.exceptions(std::ios::badbit);
    try {
        out.setstate(std::ios::badbit);
    } catch (std::ios::failure const&) {
    }
    BOOST_TEST(reports_of(out).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_sink_that_cannot_be_moved_in_is_reported_and_the_record_is_lost) {
    struct fragile {
        fragile() = default;
        fragile(fragile const&) { throw std::runtime_error{"copied"}; }
        void operator()(std::string_view) const {}
    };
    report_list reports;
    test_log log{fragile{}, clock_at_start, settings{.on_error = reports}};
    BOOST_TEST(reports.size() == 1U);
    log.info("m");
    BOOST_TEST(log.finish() == error::out_of_memory);
    BOOST_TEST(reports.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_hook_that_throws_is_caught) {
    auto const hook = [](std::error_code, std::string_view) { throw std::runtime_error{"boom"}; };
    test_log log{[](std::string_view) { throw 1; }, clock_at_start, settings{.on_error = hook}};
    BOOST_TEST(log.finish() == error::sink_failed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reentrance)

BOOST_AUTO_TEST_CASE(a_sink_that_uses_the_log_it_serves_finds_it_closed) {
    std::string text;
    test_log* self = nullptr;
    auto const sink = [&](std::string_view t) {
        BOOST_TEST(!self->is_open());
        self->info("again");
        self->data("k", 1);
        (void)self->timer("t");
        BOOST_TEST(self->finish() == std::error_code{});
        self->cancel();
        text += t;
    };
    test_log log{sink, clock_at_start};
    self = &log;
    log.info("once");
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(text == instant_logs(R"([0.000000,30,"once"])"));
}

BOOST_AUTO_TEST_CASE(a_sink_may_write_a_record_of_its_own) {
    capturing_sink inner;
    {
        test_log log{[&](std::string_view t) { test_log{inner, clock_at_start}.info(t); }, clock_at_start};
        log.info("outer");
    }
    BOOST_REQUIRE(inner.size() == 1U);
    BOOST_TEST(inner.at(0).logs.at(0).message.text == testing::json{instant_logs(R"([0.000000,30,"outer"])")}.text);
}

BOOST_AUTO_TEST_CASE(a_sink_may_destroy_its_log) {
    std::unique_ptr<test_log> log;
    int calls = 0;
    log = std::make_unique<test_log>(
        [&](std::string_view) {
            ++calls;
            log.reset();
        },
        clock_at_start);
    auto* const raw = log.get();
    BOOST_TEST(raw->finish() == std::error_code{});
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dropped_records)

namespace {

/// Has dropped records, and keeps the last text.
struct losing_sink {
    std::uint64_t dropped = 0;
    std::string last = {};

    void operator()(std::string_view text) { last = text; }
    std::uint64_t take_dropped() noexcept { return std::exchange(dropped, 0); }
    void return_dropped(std::uint64_t n) noexcept { dropped += n; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_merged_record_adds_its_own) {
    losing_sink sink{.dropped = 3};
    {
        test_log log{sink, clock_at_start};
        log.merge(record_from(R"({"start":1700000000,"end":0,"dropped":{"records":4}})"));
    }
    BOOST_TEST(sink.last == instant_record(R"("dropped":{"records":7})"));
}

BOOST_AUTO_TEST_CASE(a_terminal_shows_them) {
    losing_sink sink{.dropped = 3};
    {
        basic_log_defer<manual_clock, text_serializer> log{sink, clock_at_start};
    }
    BOOST_TEST(sink.last.find("dropped={\"records\":3}") != std::string::npos, sink.last);
}

BOOST_AUTO_TEST_SUITE_END()
