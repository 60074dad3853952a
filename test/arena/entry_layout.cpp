// SPDX-License-Identifier: BSL-1.0
#include <logdefer/arena/entry_layout.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>

namespace {

using namespace logdefer::detail;

static_assert(low(pack(1, 2, 3)) == (1 | 2 << 8) && high(pack(1, 2, 3)) == 3);
static_assert(tag_of(pack(7, 1, 5)) == tag::text && flags_of(pack(7, 1, 5)) == value_flag::plain);
static_assert(with_low(0xaaaa'bbbb'cccc'ddddULL, 0x1111'2222) == 0xaaaa'bbbb'1111'2222ULL);
static_assert(words_for(0) == 0 && words_for(1) == 1 && words_for(8) == 1 && words_for(9) == 2);

constexpr std::size_t size_of(tag t, word length) { return value_size(pack(static_cast<word>(t), 0, length)); }
static_assert(size_of(tag::null, 0) == 1 && size_of(tag::boolean, 1) == 1);
static_assert(size_of(tag::integer, 0) == 2 && size_of(tag::unsigned_integer, 0) == 2 && size_of(tag::real, 0) == 2);
static_assert(size_of(tag::seconds, 0) == 2);
static_assert(size_of(tag::text, 0) == 1 && size_of(tag::text, 8) == 2 && size_of(tag::number, 9) == 3);
static_assert(size_of(tag::array, 0) == 1 && size_of(tag::object, 17) == 18);
static_assert(size_of(tag::array, 0xffff'ffff) == std::size_t{1} << 32U, "sizes do not wrap");

static_assert(entry::still_open < 0, "no time of a record is negative");

/// An entry with one time and a value, and something behind it.
struct a_line {
    std::array<word, 5> words{};
    entry line{words.data()};

    a_line() {
        *line.begin(40, std::array<std::int64_t, 1>{1'500}) = pack(static_cast<word>(tag::null), 0, 0);
        line.set_header(entry_kind::log, entry_flag::toggled, 4);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(each_part_of_an_entry_is_read_where_it_was_written) {
    a_line const made;
    const_entry const e{made.words.data()};
    BOOST_TEST((e.kind() == entry_kind::log));
    BOOST_TEST(e.has(entry_flag::toggled));
    BOOST_TEST(!e.has(entry_flag::deep));
    BOOST_TEST(e.size() == 4U);
    BOOST_TEST(e.behind() == made.words.data() + 4);
    BOOST_TEST(e.level() == 40);
    BOOST_TEST(e.time() == 1'500);
    BOOST_TEST(e.next() == 0U);
    BOOST_TEST((tag_of(*e.message()) == tag::null));
}

BOOST_AUTO_TEST_CASE(a_level_may_be_negative) {
    std::array<word, 2> words{};
    entry{words.data()}.begin(-7, std::array<std::int64_t, 0>{});
    BOOST_TEST(entry{words.data()}.level() == -7);
}

BOOST_AUTO_TEST_CASE(a_link_leaves_the_level_as_it_is) {
    a_line made;
    made.line.link(77);
    BOOST_TEST(made.line.next() == 77U);
    made.line.set_next(9);
    BOOST_TEST(made.line.next() == 9U);
    BOOST_TEST(made.line.level() == 40);
}

BOOST_AUTO_TEST_CASE(the_distance_to_the_value_of_a_key_leaves_the_link_as_it_is) {
    std::array<word, 20> words{};
    entry const e{words.data()};
    e.begin(0, std::array<std::int64_t, 0>{});
    e.link(12);
    BOOST_TEST(e.holder_of_value().key() == e.key());
    e.set_distance_to_value(8);
    BOOST_TEST(e.next() == 12U);
    BOOST_TEST(e.holder_of_value().key() == words.data() + 8 + entry::head);
}

BOOST_AUTO_TEST_CASE(a_timer_is_open_until_its_end_is_set) {
    std::array<word, 5> words{};
    entry const timer{words.data()};
    word* const name = timer.begin(0, std::array<std::int64_t, 2>{10, entry::still_open});
    BOOST_TEST(name == timer.name());
    BOOST_TEST(timer.is_open_timer());
    timer.set_time(12);
    timer.set_timer_end(30);
    BOOST_TEST(!timer.is_open_timer());
    BOOST_TEST(timer.time() == 12);
    BOOST_TEST(timer.timer_end() == 30);
}

BOOST_AUTO_TEST_CASE(the_head_of_a_list_lies_where_the_tail_of_the_empty_list_has_its_link) {
    std::array<word, layout::entries> words{};
    for (auto const kind : {entry_kind::data, entry_kind::log, entry_kind::timer, entry_kind::extra}) {
        entry{words.data() + tail_of_empty(kind)}.link(100 + static_cast<std::size_t>(kind));
    }
    for (auto const kind : {entry_kind::data, entry_kind::log, entry_kind::timer, entry_kind::extra}) {
        BOOST_TEST(first_entry(words.data(), kind) == 100 + static_cast<std::size_t>(kind));
    }
    BOOST_TEST(words[layout::start] == 0U);
}
