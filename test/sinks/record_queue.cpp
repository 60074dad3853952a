// SPDX-License-Identifier: BSL-1.0
#include <logdefer/sinks/record_queue.hpp>

#include <support/next_text.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using logdefer::detail::record_queue;
using push_result = record_queue::push_result;

/// A queue whose blocks hold 56 bytes of one record.
struct small_queue : record_queue {
    small_queue() { BOOST_REQUIRE(allocate(0)); }

    /// Fills the open block with one record; returns whether there was space.
    bool fill(char c) { return push(std::string(largest(), c)) != push_result::full; }

    std::string next() { return support::next_text(*this); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(records_lie_one_behind_the_other) {
    small_queue queue;
    for (std::string_view const record : {std::string_view{"one\n"}, std::string_view{}, std::string_view{"three\n"}}) {
        BOOST_TEST((queue.push(record) == push_result::appended));
    }
    BOOST_TEST(queue.take() == nullptr);
    BOOST_TEST(queue.seal() == 1U);
    auto* const taken = queue.take();
    BOOST_REQUIRE(taken != nullptr);
    BOOST_TEST(taken->text() == "one\nthree\n");
    BOOST_TEST(taken->record(0) == "one\n");
    BOOST_TEST(taken->record(1) == "");
    BOOST_TEST(taken->record(2) == "three\n");
    queue.put_back(*taken);
    BOOST_TEST(queue.take() == nullptr);
    BOOST_TEST(queue.is_empty());
}

BOOST_AUTO_TEST_CASE(it_is_known_which_records_lie_within_a_part_of_the_text) {
    small_queue queue;
    for (std::string_view const record : {"one\n", "two\n", "three\n"}) (void)queue.push(record);
    (void)queue.seal();
    auto* const taken = queue.take();
    BOOST_REQUIRE(taken != nullptr);
    BOOST_TEST(taken->records_within(0) == 0U);
    BOOST_TEST(taken->records_within(3) == 0U);
    BOOST_TEST(taken->records_within(4) == 1U);
    BOOST_TEST(taken->records_within(13) == 2U);
    BOOST_TEST(taken->records_within(14) == 3U);
    queue.put_back(*taken);
}

BOOST_AUTO_TEST_CASE(a_record_that_does_not_fit_goes_into_the_next_block) {
    small_queue queue;
    BOOST_TEST((queue.push("a") == push_result::appended));
    BOOST_TEST((queue.push(std::string(queue.largest(), 'b')) == push_result::appended_to_next));
    BOOST_TEST(queue.has_sealed());
    BOOST_TEST(queue.next() == "a");
    BOOST_TEST(queue.next() == "");
    BOOST_TEST(queue.seal() == 2U);
    BOOST_TEST(queue.next() == std::string(queue.largest(), 'b'));
}

BOOST_AUTO_TEST_CASE(a_block_is_sealed_when_its_first_record_is_old_enough) {
    small_queue queue;
    queue.seal_begun_before(std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(!queue.has_sealed());
    (void)queue.push("first\n");
    auto const begun = queue.begun();
    (void)queue.push("second\n");
    queue.seal_begun_before(begun - 1);
    BOOST_TEST(!queue.has_sealed());
    queue.seal_begun_before(begun);
    BOOST_TEST(queue.next() == "first\nsecond\n");
}

BOOST_AUTO_TEST_CASE(nothing_is_sealed_where_there_is_nothing) {
    small_queue queue;
    BOOST_TEST(queue.seal() == 0U);
    BOOST_TEST(!queue.has_sealed());
    BOOST_TEST(queue.take() == nullptr);
}

BOOST_AUTO_TEST_CASE(it_is_full_until_a_block_is_taken) {
    small_queue queue;
    for (std::size_t i = 0; i < record_queue::slots; ++i) BOOST_TEST(queue.fill('a'));
    BOOST_TEST(!queue.is_full());
    BOOST_TEST(!queue.fill('b'));
    BOOST_TEST(queue.is_full());
    auto* const taken = queue.take();
    BOOST_TEST(!queue.is_full());
    BOOST_TEST(queue.fill('b'));  // although the block has not been returned
    BOOST_TEST(!queue.fill('c'));
    BOOST_TEST(taken->text() == std::string(queue.largest(), 'a'));
    queue.put_back(*taken);
}

BOOST_AUTO_TEST_CASE(it_goes_round_many_times) {
    small_queue queue;
    for (std::size_t i = 0; i < 1000; ++i) {
        std::string const record = std::to_string(i);
        BOOST_TEST((queue.push(record) == push_result::appended));
        BOOST_TEST(queue.seal() == i + 1);
        BOOST_TEST(queue.next() == record);
        BOOST_TEST(queue.tail() == i + 1);
    }
}

BOOST_AUTO_TEST_CASE(the_oldest_can_be_discarded_where_it_is_full) {
    small_queue queue;
    BOOST_TEST(queue.discard_oldest().records == 0U);
    BOOST_TEST((queue.push("1") == push_result::appended));
    BOOST_TEST((queue.push("2") == push_result::appended));
    for (std::size_t i = 1; i < record_queue::slots; ++i) BOOST_TEST(queue.fill(static_cast<char>('a' + i)));
    BOOST_TEST(!queue.fill('z'));
    BOOST_TEST(queue.discard_oldest().records == 2U);
    BOOST_TEST(queue.fill('z'));
    BOOST_TEST(queue.next() == std::string(queue.largest(), 'b'));
}

BOOST_AUTO_TEST_CASE(what_a_record_tells_is_kept_beside_it) {
    small_queue queue;
    (void)queue.push("1", 3);
    (void)queue.push("2");
    (void)queue.push("3", 5);
    (void)queue.seal();
    auto* const taken = queue.take();
    BOOST_REQUIRE(taken != nullptr);
    BOOST_TEST(taken->told_by(0) == 3U);
    BOOST_TEST(taken->told_by(1) == 0U);
    BOOST_TEST(taken->told() == 8U);
    BOOST_TEST(taken->told(1) == 5U);
    BOOST_TEST(taken->told(3) == 0U);
    BOOST_TEST(taken->text() == "123");
    queue.put_back(*taken);

    for (std::size_t i = 0; i < record_queue::slots; ++i) {
        BOOST_TEST((queue.push(std::string(queue.largest(), 'a'), 7) != push_result::full));
    }
    BOOST_TEST(!queue.fill('z'));
    BOOST_TEST(queue.discard_oldest().told == 7U);
}

BOOST_AUTO_TEST_CASE(what_the_consumer_has_is_never_discarded) {
    small_queue queue;
    for (std::size_t i = 0; i < record_queue::slots; ++i) BOOST_TEST(queue.fill('a'));
    BOOST_TEST(!queue.fill('b'));
    auto* const taken = queue.take();
    for (int i = 0; i < 100; ++i) {
        if (!queue.fill('b')) BOOST_TEST(queue.discard_oldest().records == 1U);
    }
    BOOST_TEST(taken->text() == std::string(queue.largest(), 'a'));
    queue.put_back(*taken);
}

BOOST_AUTO_TEST_CASE(its_contents_can_be_looked_at) {
    small_queue queue;
    BOOST_TEST(queue.look().records == 0U);
    BOOST_TEST(queue.look().begun == 0);
    (void)queue.push("one\n");
    BOOST_TEST(queue.fill('a'));
    auto const before = queue.look();
    BOOST_TEST(before.records == 2U);
    BOOST_TEST(before.bytes == 4 + queue.largest());
    BOOST_TEST(before.begun != 0);
    auto* const taken = queue.take();
    BOOST_TEST(queue.look().records == 2U);  // not written yet
    BOOST_TEST(queue.look().begun == before.begun);
    queue.put_back(*taken);
    BOOST_TEST(queue.look().records == 1U);
}

BOOST_AUTO_TEST_CASE(a_block_takes_nothing_in_another_turn) {
    alignas(8) std::array<char, 64> memory{};
    logdefer::detail::record_block held;
    held.use(memory.data(), memory.size());
    held.begin(5);
    BOOST_TEST(!held.append(4, "late"));  // by a thread that was interrupted while the block was open
    BOOST_TEST(held.append(5, "now"));
    held.seal(4);
    BOOST_TEST(!held.state().is_sealed());
    held.seal(5);
    BOOST_TEST(!held.append(5, "no more"));
    BOOST_TEST(held.text() == "now");
}

BOOST_AUTO_TEST_CASE(a_capacity_is_kept_within_bounds) {
    record_queue least;
    BOOST_REQUIRE(least.allocate(1));
    BOOST_TEST(least.largest() == 56U);
    record_queue usual;
    BOOST_REQUIRE(usual.allocate(1 << 20));
    BOOST_TEST(usual.largest() == (1U << 17U) - 8);
}

BOOST_AUTO_TEST_CASE(each_record_of_many_threads_is_taken_once_and_whole_or_discarded) {
    constexpr std::size_t producers = 4;
    constexpr std::size_t records = 20'000;
    small_queue queue;
    std::atomic<std::size_t> discarded = 0;
    std::atomic<std::size_t> running = producers;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < producers; ++t) {
        threads.emplace_back([&, t] {
            for (std::size_t i = 0; i < records; ++i) {
                std::string const record(i % 21, static_cast<char>('a' + t));
                while (queue.push(record) == push_result::full) discarded += queue.discard_oldest().records;
            }
            --running;
        });
    }
    std::size_t taken = 0;
    bool whole = true;
    while (running != 0 || queue.has_sealed()) {
        if (running == 0) (void)queue.seal();
        auto* const batch = queue.take();
        if (batch == nullptr) continue;
        for (std::size_t i = 0; i < batch->state().count(); ++i) {
            auto const record = batch->record(i);
            whole = whole && (record.empty() || record.find_first_not_of(record.front()) == std::string_view::npos);
        }
        taken += batch->state().count();
        queue.put_back(*batch);
    }
    for (auto& t : threads) t.join();
    (void)queue.seal();
    while (auto* const batch = queue.take()) {
        taken += batch->state().count();
        queue.put_back(*batch);
    }
    BOOST_TEST(whole);
    BOOST_TEST(taken + discarded == producers * records);
    BOOST_TEST(queue.look().records == 0U);
}

BOOST_AUTO_TEST_CASE(producers_that_are_interrupted_while_they_discard_do_not_harm_the_ring) {
    constexpr std::size_t producers = 6;  // more than processors, so that some are interrupted anywhere
    constexpr std::size_t records = 20'000;
    small_queue queue;
    std::atomic<std::size_t> discarded = 0;
    std::atomic<std::size_t> running = producers;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < producers; ++t) {
        threads.emplace_back([&] {
            for (std::size_t i = 0; i < records; ++i) {
                while (!queue.fill('x')) discarded += queue.discard_oldest().records;
            }
            --running;
        });
    }
    std::size_t taken = 0;
    while (running != 0) taken += queue.next().empty() ? 0U : 1U;
    for (auto& t : threads) t.join();
    (void)queue.seal();
    while (!queue.next().empty()) ++taken;
    BOOST_TEST(taken + discarded == producers * records);
}
