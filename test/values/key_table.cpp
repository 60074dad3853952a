// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/key_table.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace logdefer::detail;

namespace {

/// A table of hashes that stores the first number added for each.
struct numbered {
    explicit numbered(std::size_t n) : slots(key_table::slots_for(n), ~word{0}), table(slots.data(), n) {}

    std::uint32_t find_or_insert(word hash, std::uint32_t number) {
        hashes.resize(number + 1);
        hashes[number] = hash;
        return table.find_or_insert(hash, number, [&](std::uint32_t i) {
            ++looks;
            return hashes[i] == hash;
        });
    }

    std::vector<word> slots;
    key_table table;
    std::vector<word> hashes;
    std::size_t looks = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_key_is_found_by_the_number_that_came_first) {
    numbered t{4};
    BOOST_TEST(t.find_or_insert(7, 1) == 0U);
    BOOST_TEST(t.find_or_insert(8, 2) == 0U);
    BOOST_TEST(t.find_or_insert(7, 3) == 1U);
    BOOST_TEST(t.find_or_insert(8, 4) == 2U);
}

BOOST_AUTO_TEST_CASE(keys_that_want_one_slot_all_find_room) {
    constexpr std::uint32_t n = 100;
    numbered t{n};
    for (std::uint32_t i = 1; i <= n; ++i) BOOST_TEST(t.find_or_insert(word{i} << 32U | 255U, i) == 0U);
    for (std::uint32_t i = 1; i <= n; ++i) BOOST_TEST(t.find_or_insert(word{i} << 32U | 255U, n + i) == i);
}

BOOST_AUTO_TEST_CASE(keys_whose_hashes_differ_are_not_compared) {
    constexpr std::uint32_t n = 1000;
    numbered t{n};
    for (std::uint32_t i = 1; i <= n; ++i) (void)t.find_or_insert(word{i} * 0x9e37'79b9'7f4a'7c15U, i);
    BOOST_TEST(t.looks == 0U);
}

BOOST_AUTO_TEST_CASE(a_table_is_at_most_half_full_and_never_without_a_free_slot) {
    BOOST_TEST(key_table::slots_for(0) == 1U);
    BOOST_TEST(key_table::slots_for(1) == 2U);
    BOOST_TEST(key_table::slots_for(5) == 16U);
    BOOST_TEST(key_table::slots_for(8) == 16U);
    BOOST_TEST(!key_table{}.exists());
}
