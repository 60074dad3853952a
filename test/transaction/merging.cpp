// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/merging.hpp>

#include "support/contents_of.hpp"
#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace {

using namespace logdefer::detail;
using logdefer::merge_data;
using support::contents_of;
using support::recording;
using namespace std::chrono_literals;

constexpr auto epoch = 1'700'000'000s;

/// A data entry whose value is written by `write`.
template <class Write>
void write_data(recording& r, Write&& write) {
    r.entries().append_data(merge_data::shallow, [&](logdefer::value_writer& out) {
        logdefer::detail::words_of(out).string("key");
        write(out);
    });
}

}  // namespace

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
    return contents_of(parent.seal(8ms));
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
    child.entries().drop(entry_kind::log);
    child.entries().set_outcome(logdefer::outcome::exception);
    recording parent;
    parent.entries().drop(entry_kind::log);
    parent.merge(child.seal(0ms));
    BOOST_TEST(contents_of(parent.seal(0ms)) == "end 0, dropped {logs=2 }");
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
    BOOST_TEST(contents_of(parent.seal(0ms)) == "end 0, key=1, dropped {logs=1 }");
}

BOOST_AUTO_TEST_SUITE_END()
