// SPDX-License-Identifier: BSL-1.0
#include <logdefer/arena/arena.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

#include <cstdint>
#include <cstring>
#include <utility>

namespace {

using namespace logdefer::detail;

// read at run time: a compiler that sees such a size rejects it
std::size_t const volatile too_much = std::size_t{1} << 33U;
std::size_t const volatile everything = SIZE_MAX;

}  // namespace

BOOST_AUTO_TEST_CASE(a_started_arena_holds_the_header_alone) {
    arena a;
    BOOST_REQUIRE(a.restart());
    BOOST_TEST(a.size() == layout::entries);
    BOOST_TEST(std::memcmp(a.words(), "logdf01", 8) == 0);
    for (std::size_t i = 1; i < layout::entries; ++i) BOOST_TEST(a[i] == 0U);
}

BOOST_AUTO_TEST_CASE(growth_keeps_the_words) {
    arena a;
    BOOST_REQUIRE(a.restart());
    for (word i = 0; i < 5000; ++i) {
        word* const at = a.extend(3);
        BOOST_REQUIRE((at != nullptr));
        at[0] = at[1] = at[2] = i;
    }
    BOOST_TEST(a.size() == layout::entries + 15'000);
    bool kept = a[0] == layout_magic;
    for (std::size_t i = 0; i < 15'000; ++i) kept = kept && a[layout::entries + i] == i / 3;
    BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(one_extension_may_exceed_twice_the_capacity) {
    arena a;
    BOOST_REQUIRE(a.restart());
    std::size_t const n = 10 * a.capacity();
    word* const at = a.extend(n);
    BOOST_REQUIRE((at != nullptr));
    std::memset(at, 0xff, n * sizeof(word));
    BOOST_TEST(a[0] == layout_magic);
}

BOOST_AUTO_TEST_CASE(a_restart_empties_and_keeps_the_memory) {
    arena a;
    BOOST_REQUIRE(a.restart());
    BOOST_REQUIRE((a.extend(5000) != nullptr));
    a[layout::heads] = 17;
    auto const capacity = a.capacity();
    word const* const words = a.words();
    BOOST_REQUIRE(a.restart());
    BOOST_TEST(a.size() == layout::entries);
    BOOST_TEST(a[layout::heads] == 0U);
    BOOST_TEST(a.capacity() == capacity);
    BOOST_TEST((a.words() == words));
}

BOOST_AUTO_TEST_CASE(what_offsets_cannot_reach_is_refused_and_changes_nothing) {
    arena a;
    BOOST_REQUIRE(a.restart());
    auto const capacity = a.capacity();
    BOOST_TEST((a.extend(too_much) == nullptr));
    BOOST_TEST((a.extend(everything) == nullptr));
    BOOST_TEST(a.size() == layout::entries);
    BOOST_TEST(a.capacity() == capacity);
    BOOST_TEST((a.extend(1) != nullptr));
}

BOOST_AUTO_TEST_CASE(the_last_entries_have_room_where_the_others_filled_the_arena) {
    arena a;
    BOOST_REQUIRE(a.restart());
    auto const capacity = a.capacity();
    while (a.capacity() == capacity) BOOST_REQUIRE((a.extend(1) != nullptr));
    auto const full = a.size() - 1;
    BOOST_TEST(full < capacity);
    a.resize(full);
    BOOST_REQUIRE(a.restart());
    std::size_t const rest = a.capacity() - a.size();
    a.open_epilogue();
    auto const before = a.capacity();
    BOOST_REQUIRE((a.extend(rest) != nullptr));
    BOOST_TEST(a.capacity() == before);
    BOOST_TEST(a.size() == a.capacity());
}

BOOST_AUTO_TEST_CASE(the_room_for_the_last_entries_can_be_kept_again) {
    arena a;
    BOOST_REQUIRE(a.restart());
    auto const usual = a.limit();
    a.open_epilogue();
    a.close_epilogue();
    BOOST_TEST(a.limit() == usual);
    BOOST_REQUIRE((a.extend(usual - a.size()) != nullptr));
    a.open_epilogue();
    BOOST_REQUIRE((a.extend(3) != nullptr));
    a.close_epilogue();
    BOOST_TEST(a.limit() == a.size());
    BOOST_TEST(!a.has_room(1));
}

BOOST_AUTO_TEST_CASE(resizing_takes_words_back) {
    arena a;
    BOOST_REQUIRE(a.restart());
    word const* const first = a.extend(4);
    a.resize(layout::entries);
    BOOST_TEST(a.size() == layout::entries);
    BOOST_TEST((a.extend(4) == first));
}

BOOST_AUTO_TEST_CASE(a_locked_arena_has_no_room_for_others_though_it_grows) {
    arena a;
    BOOST_REQUIRE(a.restart());
    BOOST_TEST(a.has_room(1));
    a.lock();
    BOOST_TEST(a.is_locked());
    BOOST_TEST(!a.has_room(1));
    BOOST_TEST((a.extend(10'000) != nullptr));
    BOOST_TEST(!a.has_room(1));
    a.unlock();
    BOOST_TEST(a.has_room(a.limit() - a.size()));
    BOOST_TEST(!a.has_room(a.limit() - a.size() + 1));
}

BOOST_AUTO_TEST_CASE(moving_hands_the_words_over) {
    arena from;
    BOOST_REQUIRE(from.restart());
    *from.extend(1) = 42;
    arena to{std::move(from)};
    BOOST_TEST(from.size() == 0U);
    BOOST_TEST(to[layout::entries] == 42U);
    arena assigned;
    assigned = std::move(to);
    BOOST_TEST(assigned[layout::entries] == 42U);
    BOOST_TEST(from.restart());
}

BOOST_AUTO_TEST_CASE(a_start_has_room_for_what_was_asked_for_and_keeps_what_is_more) {
    arena a;
    BOOST_REQUIRE(a.restart(16'384));
    BOOST_TEST(a.capacity() == 2048U);
    BOOST_REQUIRE(a.restart(1024));
    BOOST_TEST(a.capacity() == 2048U);
    BOOST_REQUIRE(a.restart(32'768));
    BOOST_TEST(a.capacity() == 4096U);
}

BOOST_AUTO_TEST_CASE(the_least_room_is_a_kibibyte) {
    arena a;
    BOOST_REQUIRE(a.restart(0));
    BOOST_TEST(a.capacity() == 128U);
}

BOOST_AUTO_TEST_CASE(a_start_with_more_than_there_can_be_fails) {
    arena a;
    BOOST_TEST(!a.restart(std::numeric_limits<std::size_t>::max()));
}
