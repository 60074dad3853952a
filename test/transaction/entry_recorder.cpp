// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/entry_recorder.hpp>

#include <logdefer/clocks/clock.hpp>

#include "support/contents_of.hpp"
#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

using namespace logdefer::detail;
using logdefer::merge_data;
using support::contents_of;
using support::recording;
using namespace std::chrono_literals;

/// A data entry whose value is written by `write`.
template <class Write>
void write_data(recording& r, Write&& write) {
    r.entries().append_data(merge_data::shallow, [&](logdefer::value_writer& out) {
        logdefer::detail::words_of(out).string("key");
        write(out);
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_entry)

BOOST_AUTO_TEST_CASE(whose_encoder_throws_is_lost_alone_and_counted) {
    recording r;
    r.line(1ms, 30, "before");
    write_data(r, [](logdefer::value_writer&) { throw std::runtime_error("no"); });
    write_data(r, [](logdefer::value_writer& out) { logdefer::detail::words_of(out).fail(); });
    r.line(2ms, 30, "after");
    BOOST_TEST(contents_of(r.seal(3ms)) == "end 3, 1 before, 2 after, dropped {data=2 }");
}

BOOST_AUTO_TEST_CASE(written_from_inside_another_is_refused_and_counted) {
    recording r;
    write_data(r, [&](logdefer::value_writer& out) {
        r.line(1ms, 30, "inside");
        out.write("value");
    });
    BOOST_TEST(contents_of(r.seal(3ms)) == "end 3, key=value, dropped {logs=1 }");
}

BOOST_AUTO_TEST_CASE(can_be_read_before_its_recorder_is_sealed) {
    recording r;
    r.line(1ms, 30, "first");
    r.data("key", "value");
    r.line(2ms, 30, "second");
    auto const now = logdefer::detail::record_at(r.entries().words().words());
    BOOST_TEST(contents_of(now) == "end 0, key=value, 1 first, 2 second");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_recorder)

BOOST_AUTO_TEST_CASE(is_in_order_until_something_has_to_be_put_in_order) {
    auto const in_order = [](auto&& change) {
        recording r;
        r.data("key", 1);
        r.line(1ms, 30, "line");
        r.timer("timer", 1ms, 2ms);
        change(r.entries());
        return r.entries().is_in_order();
    };
    BOOST_TEST(in_order([](entry_recorder&) {}));
    BOOST_TEST(in_order([](entry_recorder& e) { e.append_data(merge_data::shallow, logdefer::text{"other"}, 1); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { e.append_data(merge_data::shallow, logdefer::text{"key"}, 1); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { e.expect_unordered_lines(); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { e.expect_unordered_timers(); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { (void)e.start_timer("open", 0); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { e.set_outcome(logdefer::outcome::failed); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { e.set_outcome(logdefer::text{"slow"}); }));
    BOOST_TEST(!in_order([](entry_recorder& e) { e.drop(entry_kind::log); }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(times)

namespace {

/// Begins a recorder at a number of ticks.
struct begun_at {
    explicit begun_at(std::int64_t ticks) { BOOST_REQUIRE(recorder.begin(1'700'000'000s, ticks)); }
    std::int64_t at(std::int64_t ticks) { return recorder.read_time(logdefer::system_clock{}, ticks); }
    entry_recorder recorder;
};

}  // namespace

BOOST_AUTO_TEST_CASE(count_from_the_start_in_nanoseconds) {
    struct {
        static std::chrono::nanoseconds elapsed(std::int64_t ticks) { return std::chrono::nanoseconds{ticks * 10}; }
    } constexpr slow;
    begun_at b{100};
    BOOST_TEST(b.recorder.read_time(slow, 103) == 30);
    BOOST_TEST(b.recorder.since_start(slow, 98) == -20);
}

BOOST_AUTO_TEST_CASE(do_not_decrease_though_the_clock_runs_backwards) {
    begun_at b{100};
    BOOST_TEST(b.at(90) == 0);
    BOOST_TEST(b.at(140) == 40);
    BOOST_TEST(b.at(120) == 40);
    BOOST_TEST(b.at(141) == 41);
}

BOOST_AUTO_TEST_CASE(that_are_too_late_to_be_represented_count_as_ones_before_the_start) {
    begun_at b{INT64_MIN};
    BOOST_TEST(b.at(INT64_MAX) == 0);
    BOOST_TEST(b.at(INT64_MIN + 7) == 7);
    BOOST_TEST(b.at(-1) == INT64_MAX);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(timers)

BOOST_AUTO_TEST_CASE(end_no_earlier_than_they_start) {
    recording r;
    r.entries().stop_timer(r.entries().start_timer("db", 3'000'000), 1'000'000);
    BOOST_TEST(contents_of(r.seal(5ms)) == "end 5, db 3..3");
}

BOOST_AUTO_TEST_CASE(end_with_the_record_if_they_were_not_stopped) {
    recording r;
    (void)r.entries().start_timer("open", 1'000'000);
    r.timer("stopped", 1ms, 2ms);
    r.entries().end_not_before(8'000'000);
    BOOST_TEST(r.entries().end(5'000'000) == 8'000'000);
    BOOST_TEST(contents_of(r.seal(9ms)) == "end 9, open 1..8, stopped 1..2");
}

BOOST_AUTO_TEST_CASE(started_by_name_are_stopped_by_name_while_they_run) {
    recording r;
    entry_recorder& t = r.entries();
    (void)t.start_timer("db", 0);
    t.toggle_timer("db", 1'000'000);
    t.toggle_timer("other", 1'000'000);
    t.toggle_timer("db", 2'000'000);
    t.toggle_timer("db", 3'000'000);
    BOOST_TEST(contents_of(r.seal(5ms)) == "end 5, db 0..5, db 1..2, other 1..5, db 3..5");
}

BOOST_AUTO_TEST_CASE(keep_their_name_until_the_entries_are_given_away) {
    recording r;
    auto const place = r.entries().start_timer("db", 0);
    BOOST_TEST(r.entries().timer_name(place) == "db");
    (void)r.seal(1ms);
    logdefer::record away;
    r.entries().surrender(away);
    BOOST_TEST(r.entries().timer_name(place).empty());
    BOOST_TEST(contents_of(away.view()) == "end 1, db 0..1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(outcomes)

BOOST_AUTO_TEST_CASE(in_text_are_written_once_with_the_last_one) {
    recording r;
    r.entries().set_outcome(logdefer::text{"slow"});
    r.line(1ms, 30, "line");
    r.entries().set_outcome(logdefer::text{"slower"});
    BOOST_TEST(contents_of(r.seal(1ms)) == "end 1, 1 line, outcome slower");
}

BOOST_AUTO_TEST_CASE(set_again_and_again_take_the_room_of_one) {
    recording r;
    for (int i = 0; i < 100'000; ++i) r.entries().set_outcome(logdefer::text{"so far so good"});
    BOOST_TEST(r.entries().words().size() < 100U);
    BOOST_TEST(contents_of(r.seal(0ms)) == "end 0, outcome so far so good");
}

BOOST_AUTO_TEST_SUITE_END()
