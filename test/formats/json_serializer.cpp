// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/json_serializer.hpp>

#include "support/exhaust.hpp"
#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using logdefer::fields;
using logdefer::json_serializer;
using logdefer::time_precision;
using support::recording;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

static_assert(logdefer::serializer<json_serializer>);

std::string json(logdefer::record_view r, time_precision precision = time_precision::microseconds) {
    logdefer::output_buffer out;
    BOOST_TEST(!json_serializer{precision}.append(r, out));
    return std::string{out.view()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_empty_record_has_its_times_alone) {
    recording r;
    BOOST_TEST(json(r.seal(0ns)) == "{\"start\":1700000000.000000,\"end\":0.000000}\n"sv);
}

BOOST_AUTO_TEST_CASE(a_whole_record_is_written_to_the_letter) {
    recording r{1340353046'935'650us};
    r.data("user", "jane");
    r.line(158us, 30, "hello");
    r.timer("db", 224us, 100'655us);
    r.line(201'223us, 10, "peer timeout", fields{{"waited", 30.5}, {"attempt", 2}});
    r.timer("render", 100'700us, 202'300us);
    r.data("status", 200);
    r.entries().set_outcome(logdefer::outcome::exception);
    BOOST_TEST(json(r.seal(202'386us))
               == R"({"start":1340353046.935650,"end":0.202386,"data":{"user":"jane","status":200},)"
                  R"("logs":[[0.000158,30,"hello"],[0.201223,10,"peer timeout",{"waited":30.5,"attempt":2}]],)"
                  R"("timers":[["db",0.000224,0.100655],["render",0.100700,0.202300]],"outcome":"exception"})"
                  "\n"sv);
}

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(are_truncated_to_six_digits_or_have_nine) {
    recording r{1s + 999'999'999ns};
    r.line(1'999ns, 30, "x");
    r.timer("t", 999ns, 2'000'000'999ns);
    auto const view = r.seal(2'000'001'999ns);
    BOOST_TEST(json(view)
               == "{\"start\":1.999999,\"end\":2.000001,\"logs\":[[0.000001,30,\"x\"]],"
                  "\"timers\":[[\"t\",0.000000,2.000000]]}\n"sv);
    BOOST_TEST(json(view, time_precision::nanoseconds)
               == "{\"start\":1.999999999,\"end\":2.000001999,\"logs\":[[0.000001999,30,\"x\"]],"
                  "\"timers\":[[\"t\",0.000000999,2.000000999]]}\n"sv);
}

BOOST_AUTO_TEST_CASE(of_centuries_have_no_exponent) {
    recording r{std::chrono::nanoseconds::max()};
    BOOST_TEST(json(r.seal(9'000'000'000s)) == "{\"start\":9223372036.854775,\"end\":9000000000.000000}\n"sv);
}

BOOST_AUTO_TEST_CASE(before_the_epoch_are_clamped) {
    recording r{-1ns};
    BOOST_TEST(json(r.seal(0ns)) == "{\"start\":0.000000,\"end\":0.000000}\n"sv);
}

BOOST_AUTO_TEST_SUITE_END()

/// The Perl viewer divides by the latest end of a timer.
BOOST_AUTO_TEST_SUITE(timer_ends_that_would_all_print_as_zero)

BOOST_AUTO_TEST_CASE(are_one_unit_and_so_is_the_end) {
    recording r;
    r.timer("a", 0ns, 0ns);
    r.timer("b", 1ns, 999ns);
    BOOST_TEST(json(r.seal(999ns))
               == "{\"start\":1700000000.000000,\"end\":0.000001,"
                  "\"timers\":[[\"a\",0.000000,0.000001],[\"b\",0.000000,0.000001]]}\n"sv);
}

BOOST_AUTO_TEST_CASE(are_one_nanosecond_with_nine_digits) {
    recording r;
    r.timer("a", 0ns, 0ns);
    BOOST_TEST(json(r.seal(0ns), time_precision::nanoseconds)
               == "{\"start\":1700000000.000000000,\"end\":0.000000001,"
                  "\"timers\":[[\"a\",0.000000000,0.000000001]]}\n"sv);
}

BOOST_AUTO_TEST_CASE(leave_a_later_end_of_the_record_as_it_is) {
    recording r;
    r.timer("a", 0ns, 0ns);
    BOOST_TEST(json(r.seal(5s))
               == "{\"start\":1700000000.000000,\"end\":5.000000,\"timers\":[[\"a\",0.000000,0.000001]]}\n"sv);
}

BOOST_AUTO_TEST_CASE(stay_zero_where_one_of_them_does_not) {
    recording r;
    r.timer("a", 0ns, 0ns);
    r.timer("b", 0ns, 1us);
    BOOST_TEST(json(r.seal(1us))
               == "{\"start\":1700000000.000000,\"end\":0.000001,"
                  "\"timers\":[[\"a\",0.000000,0.000000],[\"b\",0.000000,0.000001]]}\n"sv);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(any_level_and_any_items_follow_the_time) {
    recording r;
    r.line(0ns, std::numeric_limits<int>::min(), "", std::vector{1, 2}, "x", nullptr, fields{});
    r.line(0ns, 25, "y", 1.5);
    BOOST_TEST(json(r.seal(0ns))
               == "{\"start\":1700000000.000000,\"end\":0.000000,\"logs\":[[0.000000,-2147483648,\"\",[1,2],\"x\",null,{}],"
                  "[0.000000,25,\"y\",1.5]]}\n"sv);
}

BOOST_AUTO_TEST_CASE(nothing_in_a_record_can_end_its_line_or_leave_utf_8) {
    recording r;
    r.line(0ns, 30, "a\nb\r\"\\\xff\x01", fields{{"k\n", "\xe2\x82"}});
    r.data("d\n\xc0", "\n");
    r.timer("t\n\"", 0ns, 1s);
    BOOST_TEST(json(r.seal(1s))
               == "{\"start\":1700000000.000000,\"end\":1.000000,\"data\":{\"d\\n\ufffd\":\"\\n\"},"
                  "\"logs\":[[0.000000,30,\"a\\nb\\r\\\"\\\\\ufffd\\u0001\",{\"k\\n\":\"\ufffd\"}]],"
                  "\"timers\":[[\"t\\n\\\"\",0.000000,1.000000]]}\n"sv);
}

BOOST_AUTO_TEST_CASE(what_was_lost_is_counted_at_the_end) {
    recording r;
    using logdefer::detail::entry_kind;
    r.entries().drop(entry_kind::log);
    r.entries().drop(entry_kind::log);
    r.entries().drop(entry_kind::data);
    BOOST_TEST(json(r.seal(0ns))
               == "{\"start\":1700000000.000000,\"end\":0.000000,\"dropped\":{\"data\":1,\"logs\":2}}\n"sv);
}

BOOST_AUTO_TEST_CASE(the_buffers_earlier_bytes_stay) {
    recording r;
    logdefer::output_buffer out;
    out.append("before ");
    BOOST_TEST(!json_serializer{}.append(r.seal(0ns), out));
    BOOST_TEST(out.view() == "before {\"start\":1700000000.000000,\"end\":0.000000}\n"sv);
}

BOOST_AUTO_TEST_CASE(a_buffer_that_failed_is_an_error) {
    recording r;
    logdefer::output_buffer out;
    support::exhaust(out);
    BOOST_TEST(json_serializer{}.append(r.seal(0ns), out) == logdefer::error::out_of_memory);
}
