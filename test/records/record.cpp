// SPDX-License-Identifier: BSL-1.0
#include <logdefer/records/record.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace {

using logdefer::data_view;
using logdefer::line_view;
using logdefer::timer_view;
using logdefer::value_kind;
using logdefer::value_view;
using support::recording;
using namespace std::chrono_literals;

static_assert(std::forward_iterator<logdefer::entry_range<line_view>::iterator>);
static_assert(std::is_trivially_copyable_v<logdefer::record_view>);

}  // namespace

BOOST_AUTO_TEST_CASE(an_empty_record_has_its_two_times_alone) {
    recording r{123456789ns};
    auto const view = r.seal(42ns);
    BOOST_TEST((view.start() == 123456789ns));
    BOOST_TEST((view.end() == 42ns));
    BOOST_TEST(!view.all_timers_end_before(1s));
    BOOST_TEST(view.data().empty());
    BOOST_TEST(view.logs().empty());
    BOOST_TEST(view.timers().empty());
    BOOST_TEST(view.extras().empty());
    BOOST_TEST((view.logs().begin() == view.logs().end()));
}

BOOST_AUTO_TEST_CASE(a_line_has_time_level_message_and_items) {
    recording r;
    r.line(5ns, -3, "first", 1, "two", logdefer::fields{{"three", 3}});
    r.line(7ns, 30, "second");
    auto const view = r.seal(10ns);
    auto const lines = view.logs();
    line_view const first = *lines.begin();
    BOOST_TEST((first.offset() == 5ns));
    BOOST_TEST(first.level() == -3);
    BOOST_TEST(first.message().text() == "first");
    std::vector<value_kind> kinds;
    for (value_view const item : first.items()) kinds.push_back(item.kind());
    BOOST_TEST((kinds == std::vector{value_kind::integer, value_kind::text, value_kind::object}));
    line_view const second = *std::next(lines.begin());
    BOOST_TEST(second.message().text() == "second");
    BOOST_TEST(second.items().empty());
    BOOST_TEST(std::distance(lines.begin(), lines.end()) == 2);
}

BOOST_AUTO_TEST_CASE(a_timer_has_a_name_and_an_interval) {
    recording r;
    r.timer("db", 2ns, 5ns);
    r.open_timer("render", 4ns);
    auto const view = r.seal(9ns);
    timer_view const db = *view.timers().begin();
    BOOST_TEST(db.name().text() == "db");
    BOOST_TEST((db.start() == 2ns && db.end() == 5ns));
    BOOST_TEST(db.detail().empty());
    timer_view const render = *std::next(view.timers().begin());
    BOOST_TEST((render.start() == 4ns && render.end() == 9ns));
    BOOST_TEST(!view.all_timers_end_before(9ns));
    BOOST_TEST(view.all_timers_end_before(10ns));
}

BOOST_AUTO_TEST_CASE(data_that_was_set_again_has_its_first_place_and_its_last_value) {
    recording r;
    r.data("a", 1);
    r.data("b", 2);
    r.data("a", "three");
    r.data("a", "four");
    std::string seen;
    for (data_view const d : r.seal(0ns).data()) {
        seen += d.key().text();
        seen += d.value().kind() == value_kind::text ? d.value().text() : "2";
    }
    BOOST_TEST(seen == "afourb2");
}

BOOST_AUTO_TEST_CASE(entries_of_different_kinds_keep_their_own_order) {
    recording r;
    for (int i = 0; i < 100; ++i) {
        r.line(std::chrono::nanoseconds{i}, i, "line");
        r.data(std::to_string(i), i);
        r.timer("timer", std::chrono::nanoseconds{i}, 100ns);
    }
    auto const view = r.seal(100ns);
    int level = 0;
    for (line_view const l : view.logs()) BOOST_TEST(l.level() == level++);
    int value = 0;
    for (data_view const d : view.data()) BOOST_TEST(d.value().integer() == value++);
    int start = 0;
    for (timer_view const t : view.timers()) BOOST_TEST(t.start().count() == start++);
    BOOST_TEST((level == 100 && value == 100 && start == 100));
}

BOOST_AUTO_TEST_CASE(a_copy_of_the_words_is_as_good_as_the_record) {
    auto r = std::make_unique<recording>();
    r->line(5ns, 30, "copied with the words");
    r->data("key", "value");
    auto const view = r->seal(9ns);
    auto const* const first = logdefer::detail::words_of(view);
    std::vector<logdefer::detail::word> const words(first, first + r->entries().words().size());
    r.reset();
    auto const copy = logdefer::detail::record_at(words.data());
    BOOST_TEST((*copy.logs().begin()).message().text() == "copied with the words");
    BOOST_TEST((*copy.data().begin()).value().text() == "value");
    BOOST_TEST((copy.end() == 9ns));
}

BOOST_AUTO_TEST_CASE(an_owning_record_is_empty_until_it_is_filled) {
    logdefer::record owner;
    BOOST_TEST(owner.empty());
    {
        recording r;
        r.line(1ns, 30, "kept");
        (void)r.seal(2ns);
        r.entries().surrender(owner);
    }
    BOOST_TEST(!owner.empty());
    BOOST_TEST((*owner.view().logs().begin()).message().text() == "kept");
    logdefer::record const moved = std::move(owner);
    BOOST_TEST(owner.empty());
    BOOST_TEST((moved.view().end() == 2ns));
}
