// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/record_lanes.hpp>

#include <support/next_text.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using logdefer::detail::record_lanes;
using logdefer::detail::record_queue;

namespace {

/// Lanes whose blocks hold 56 bytes of one record.
struct small_lanes : record_lanes {
    explicit small_lanes(std::size_t count) { BOOST_REQUIRE(allocate(count * record_queue::least_capacity, count)); }

    /// Adds a record on a thread of its own, and so to the next lane; returns its number.
    record_queue* push_elsewhere(std::string_view record) {
        record_queue* lane = nullptr;
        std::thread{[&] {
            lane = &of_this_thread();
            (void)lane->push(record);
        }}.join();
        return lane;
    }

    std::string next() { return support::next_text(*this); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(threads_that_begin_one_after_the_other_have_different_lanes) {
    small_lanes lanes{4};
    std::set<record_queue*> used;
    for (int i = 0; i < 4; ++i) used.insert(lanes.push_elsewhere("x"));
    BOOST_TEST(used.size() == 4U);
    used.insert(lanes.push_elsewhere("x"));
    BOOST_TEST(used.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_thread_keeps_its_lane) {
    small_lanes lanes{4};
    record_queue* const mine = &lanes.of_this_thread();
    for (int i = 0; i < 3; ++i) {
        (void)lanes.push_elsewhere("x");
        BOOST_TEST(&lanes.of_this_thread() == mine);
    }
}

BOOST_AUTO_TEST_CASE(one_lane_is_shared_by_all_threads) {
    small_lanes lanes{1};
    BOOST_TEST(lanes.push_elsewhere("x") == &lanes.of_this_thread());
    BOOST_TEST(lanes.push_elsewhere("x") == &lanes.of_this_thread());
}

BOOST_AUTO_TEST_CASE(the_capacity_is_divided_among_them) {
    record_lanes one;
    record_lanes four;
    BOOST_REQUIRE(one.allocate(1 << 20, 1));
    BOOST_REQUIRE(four.allocate(1 << 20, 4));
    BOOST_TEST(one.largest() == (1U << 17U) - 8);
    BOOST_TEST(four.largest() == (1U << 15U) - 8);
    BOOST_TEST(one.slots() == 8U);
    BOOST_TEST(four.slots() == 32U);
}

BOOST_AUTO_TEST_CASE(blocks_are_taken_from_each_lane_in_its_turn) {
    small_lanes lanes{2};
    std::string const a(lanes.largest(), 'a');
    std::string const b(lanes.largest(), 'b');
    for (auto const& text : {a, b}) {
        auto* const lane = lanes.push_elsewhere(text);  // two threads: both lanes
        for (int i = 0; i < 2; ++i) (void)lane->push(text);
    }
    (void)lanes.seal();
    for (int i = 0; i < 3; ++i) {
        auto const one = lanes.next();
        auto const other = lanes.next();
        BOOST_TEST(((one == a && other == b) || (one == b && other == a)));
    }
    BOOST_TEST(lanes.is_empty());
}

BOOST_AUTO_TEST_CASE(what_was_sealed_is_written_when_that_has_been_said_of_each_lane) {
    small_lanes lanes{2};
    lanes.push_elsewhere("a");
    lanes.push_elsewhere("b");
    auto const sealed = lanes.seal();
    BOOST_TEST(lanes.has_sealed());
    BOOST_TEST(!lanes.is_written(sealed));
    for (std::size_t taken = 1; taken <= 2; ++taken) {
        BOOST_TEST(!lanes.next().empty());
        BOOST_TEST(!lanes.is_written(sealed));
        lanes.note_written();
        BOOST_TEST(lanes.is_written(sealed) == (taken == 2));
    }
    BOOST_TEST(!lanes.has_sealed());
}

BOOST_AUTO_TEST_CASE(their_contents_are_looked_at_together) {
    small_lanes lanes{4};
    BOOST_TEST(lanes.is_empty());
    BOOST_TEST(lanes.begun() == 0);
    lanes.push_elsewhere("a");
    auto const first = lanes.begun();
    BOOST_TEST(first > 0);
    BOOST_TEST(!lanes.is_empty());
    for (std::string_view const record : {"bb", "ccc", "dddd"}) lanes.push_elsewhere(record);
    BOOST_TEST(lanes.begun() == first);
    auto const all = lanes.look();
    BOOST_TEST(all.records == 4U);
    BOOST_TEST(all.bytes == 10U);
    BOOST_TEST(all.begun == first);
}
