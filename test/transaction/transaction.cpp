// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/transaction.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace {

using namespace logdefer::detail;
using logdefer::merge_data;
using logdefer::record_view;
using support::recording;
using namespace std::chrono_literals;

constexpr auto epoch = 1'700'000'000s;

std::string text_of(logdefer::value_view v) {
    if (v.kind() == logdefer::value_kind::text) return std::string{v.text()};
    if (v.kind() != logdefer::value_kind::object) return std::to_string(v.integer());
    std::string all = "{";
    for (logdefer::member_view const m : v.members())
        all += std::string{m.key().text()} + '=' + text_of(m.value()) + ' ';
    return all + '}';
}

/// Returns the whole content of a record, with times in milliseconds.
std::string contents(record_view r) {
    auto const ms = [](std::chrono::nanoseconds t) { return t < 0ns ? "negative" : std::to_string(t / 1ms); };
    std::string all = "end " + ms(r.end());
    for (logdefer::data_view const d : r.data()) all += ", " + text_of(d.key()) + '=' + text_of(d.value());
    for (logdefer::line_view const l : r.logs()) all += ", " + ms(l.offset()) + ' ' + text_of(l.message());
    for (logdefer::timer_view const t : r.timers()) {
        all += ", " + text_of(t.name()) + ' ' + ms(t.start()) + ".." + ms(t.end());
    }
    for (logdefer::data_view const e : r.extras()) all += ", " + text_of(e.key()) + ' ' + text_of(e.value());
    return all;
}

/// A data entry whose value is written by `write`.
template <class Write>
void write_data(recording& r, Write&& write) {
    r.transaction().append_data(merge_data::shallow, [&](logdefer::value_writer& out) {
        out.words().string("key");
        write(out);
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_entry)

BOOST_AUTO_TEST_CASE(whose_encoder_throws_is_lost_alone_and_counted) {
    recording r;
    r.line(1ms, 30, "before");
    write_data(r, [](logdefer::value_writer&) { throw std::runtime_error("no"); });
    write_data(r, [](logdefer::value_writer& out) { out.words().fail(); });
    r.line(2ms, 30, "after");
    BOOST_TEST(contents(r.seal(3ms)) == "end 3, 1 before, 2 after, dropped {data=2 }");
}

BOOST_AUTO_TEST_CASE(written_from_inside_another_is_refused_and_counted) {
    recording r;
    write_data(r, [&](logdefer::value_writer& out) {
        r.line(1ms, 30, "inside");
        out.write("value");
    });
    BOOST_TEST(contents(r.seal(3ms)) == "end 3, key=value, dropped {logs=1 }");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sealing)

BOOST_AUTO_TEST_CASE(counts_ticks_from_the_start) {
    transaction t;
    BOOST_REQUIRE(t.begin(epoch, 1'000'000));
    t.stop_timer(t.start_timer("timer", 3'000'000), 5'000'000);
    BOOST_TEST(contents(sealer{t}.seal(logdefer::system_clock{}, 8'000'000)) == "end 7, timer 2..4");
}

BOOST_AUTO_TEST_CASE(ends_no_earlier_than_the_last_entry) {
    recording r;
    r.line(5ms, 30, "late");
    BOOST_TEST(contents(r.seal(1ms)) == "end 5, 5 late");
    recording timed;
    timed.timer("late", 1ms, 9ms);
    BOOST_TEST(contents(timed.seal(1ms)) == "end 9, late 1..9");
}

BOOST_AUTO_TEST_CASE(survives_ticks_from_end_to_end_of_their_type) {
    transaction t;
    BOOST_REQUIRE(t.begin(epoch, INT64_MIN));
    auto const timer = t.start_timer("timer", INT64_MAX);
    t.stop_timer(timer, INT64_MAX);
    auto const r = sealer{t}.seal(logdefer::system_clock{}, INT64_MAX);
    BOOST_TEST((r.end() == std::chrono::nanoseconds::max()));
    BOOST_TEST(((*r.timers().begin()).start() == std::chrono::nanoseconds::max()));
}

BOOST_AUTO_TEST_CASE(names_every_outcome_but_a_good_one) {
    using logdefer::outcome;
    for (auto const result :
         {outcome::ok, outcome::exception, outcome::cancelled, outcome::abandoned, outcome::unterminated}) {
        recording r;
        r.transaction().status().result = result;
        auto const name = outcome_names[static_cast<std::size_t>(result)];
        BOOST_TEST(contents(r.seal(0ms)) == (result == outcome::ok ? "end 0" : "end 0, outcome " + std::string{name}));
    }
}

BOOST_AUTO_TEST_CASE(reduced_to_a_stub_keeps_times_outcome_and_counts) {
    recording r;
    r.line(1ms, 30, "a");
    r.line(1ms, 30, "b");
    r.data("c", 1);
    r.timer("d", 1ms, 2ms);
    r.transaction().status().result = logdefer::outcome::exception;
    (void)r.seal(7ms);
    auto const stub = r.stub();
    BOOST_TEST(contents(stub) == "end 7, outcome exception, dropped {data=1 logs=2 timers=1 }");
    BOOST_TEST((stub.start() == epoch));
    BOOST_TEST((stub.latest_timer_end() == 0ns));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(timers)

BOOST_AUTO_TEST_CASE(started_by_name_are_found_while_they_run) {
    recording r;
    transaction& t = r.transaction();
    (void)t.start_timer("db", 0);
    auto const toggled = t.start_timer("db", 1'000'000, entry_flag::toggled);
    BOOST_TEST(t.find_toggled("db") == toggled);
    BOOST_TEST(t.find_toggled("other") == 0U);
    t.stop_timer(toggled, 2'000'000);
    BOOST_TEST(t.find_toggled("db") == 0U);
    BOOST_TEST(contents(r.seal(5ms)) == "end 5, db 0..5, db 1..2");
}

BOOST_AUTO_TEST_CASE(keep_their_name_until_the_entries_are_given_away) {
    recording r;
    auto const place = r.transaction().start_timer("db", 0);
    BOOST_TEST(r.transaction().timer_name(place) == "db");
    (void)r.seal(1ms);
    arena away;
    r.transaction().surrender(away);
    BOOST_TEST(r.transaction().timer_name(place).empty());
    BOOST_TEST(contents(record_view{away.words()}) == "end 1, db 0..1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(merging)

std::string merged(std::chrono::nanoseconds child_start, merge_data data = merge_data::shallow) {
    recording child{child_start};
    child.line(2ms, 30, "child");
    child.data("shared", logdefer::fields{{"child", 1}});
    child.timer("work", 1ms, 4ms);
    recording parent{epoch};
    parent.line(1ms, 30, "first");
    parent.data("shared", logdefer::fields{{"parent", 2}});
    parent.line(5ms, 30, "last");
    parent.merge(child.seal(6ms), data);
    return contents(parent.seal(8ms));
}

BOOST_AUTO_TEST_CASE(shifts_times_by_the_difference_of_the_starts) {
    BOOST_TEST(merged(epoch + 1ms) == "end 8, shared={child=1 }, 1 first, 3 child, 5 last, work 2..5");
    BOOST_TEST(merged(epoch + 10ms) == "end 16, shared={child=1 }, 1 first, 5 last, 12 child, work 11..14");
}

BOOST_AUTO_TEST_CASE(clamps_what_was_before_the_start) {
    BOOST_TEST(merged(epoch - 3ms) == "end 8, shared={child=1 }, 0 child, 1 first, 5 last, work 0..1");
    BOOST_TEST(merged(0s) == "end 8, shared={child=1 }, 0 child, 1 first, 5 last, work 0..0");
}

BOOST_AUTO_TEST_CASE(may_merge_nested_data) {
    BOOST_TEST(merged(epoch, merge_data::deep)
               == "end 8, shared={parent=2 child=1 }, 1 first, 2 child, 5 last, work 1..4");
}

BOOST_AUTO_TEST_CASE(adds_up_what_was_lost_and_leaves_other_extras) {
    recording child;
    child.transaction().drop(entry_kind::log);
    child.transaction().status().result = logdefer::outcome::exception;
    recording parent;
    parent.transaction().drop(entry_kind::log);
    parent.merge(child.seal(0ms));
    BOOST_TEST(contents(parent.seal(0ms)) == "end 0, dropped {logs=2 }");
}

BOOST_AUTO_TEST_CASE(is_refused_from_inside_an_entry) {
    recording child;
    child.line(0ms, 30, "child");
    auto const other = child.seal(0ms);
    recording parent;
    write_data(parent, [&](logdefer::value_writer& out) {
        parent.merge(other);
        out.write(1);
    });
    BOOST_TEST(contents(parent.seal(0ms)) == "end 0, key=1, dropped {logs=1 }");
}

BOOST_AUTO_TEST_SUITE_END()
