// SPDX-License-Identifier: BSL-1.0
#include <logdefer/arena/word_writer.hpp>

#include <logdefer/records/value_view.hpp>

#include <support/written_words.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace logdefer::detail;
using logdefer::value_kind;
using logdefer::value_view;

using fixture = support::written_words;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_word_writer, fixture)

BOOST_AUTO_TEST_CASE(writes_each_scalar_in_its_kind) {
    out.null();
    out.boolean(true);
    out.boolean(false);
    out.integer(INT64_MIN);
    out.unsigned_integer(UINT64_MAX);
    out.real(-0.5);
    out.seconds(std::chrono::nanoseconds{-1});
    value_view v = first();
    BOOST_TEST((v.kind() == value_kind::null));
    BOOST_TEST(((v = v.next()).kind() == value_kind::boolean && v.boolean()));
    BOOST_TEST(((v = v.next()).kind() == value_kind::boolean && !v.boolean()));
    BOOST_TEST(((v = v.next()).kind() == value_kind::integer && v.integer() == INT64_MIN));
    BOOST_TEST(((v = v.next()).kind() == value_kind::unsigned_integer && v.unsigned_integer() == UINT64_MAX));
    BOOST_TEST(((v = v.next()).kind() == value_kind::real && v.real() == -0.5));
    BOOST_TEST(((v = v.next()).kind() == value_kind::seconds && v.seconds().count() == -1));
    BOOST_TEST((words_of(v.next()) == values.words() + out.position()));
    BOOST_TEST(!out.failed());
}

BOOST_AUTO_TEST_CASE(copies_text_of_every_length_and_pads_it_with_zeros) {
    for (std::size_t n = 0; n <= 33; ++n) {
        out.rewind(layout::entries);
        std::string const source(n, 'x');
        out.string(source);
        BOOST_TEST(first().text() == source);
        BOOST_TEST(out.position() == layout::entries + 1 + words_for(n));
        std::string_view const padded{first().text().data(), 8 * words_for(n)};
        BOOST_TEST(padded.substr(n).find_first_not_of('\0') == std::string_view::npos);
    }
}

BOOST_AUTO_TEST_CASE(copies_text_with_zeros_inside) {
    std::string_view const source{"a\0b\0", 4};
    out.string(source);
    BOOST_TEST(first().text() == source);
    BOOST_TEST(!is_plain_text(*words_of(first())));
}

BOOST_AUTO_TEST_CASE(keeps_that_a_text_is_plain) {
    constexpr logdefer::text plain{"plain"};
    constexpr logdefer::text quoted{"\"quoted\""};
    out.string(plain);
    out.string(quoted);
    BOOST_TEST(is_plain_text(*words_of(first())));
    BOOST_TEST(!is_plain_text(*words_of(first().next())));
}

BOOST_AUTO_TEST_CASE(keeps_the_digits_of_a_number) {
    out.number("1.50e+3");
    BOOST_TEST((first().kind() == value_kind::number));
    BOOST_TEST(first().text() == "1.50e+3");
}

BOOST_AUTO_TEST_CASE(sizes_a_container_when_it_ends) {
    auto const outer = out.begin(tag::array);
    auto const inner = out.begin(tag::object);
    out.end(inner);
    out.integer(1);
    out.end(outer);
    BOOST_TEST(value_size(*words_of(first())) == 4U);
    BOOST_TEST(out.wrote_one_since(layout::entries));
}

BOOST_AUTO_TEST_CASE(allows_a_hundred_levels_and_no_more) {
    for (int i = 0; i < word_writer::greatest_depth; ++i) (void)out.begin(tag::array);
    BOOST_TEST(!out.failed());
    auto const size = out.position();
    auto const place = out.begin(tag::array);
    BOOST_TEST(out.failed());
    out.end(place);
    BOOST_TEST(out.position() == size);
}

BOOST_AUTO_TEST_CASE(counts_siblings_as_one_level) {
    for (int i = 0; i < 1000; ++i) out.end(out.begin(tag::array));
    BOOST_TEST(!out.failed());
}

BOOST_AUTO_TEST_CASE(restores_a_depth_that_was_left_open) {
    int const depth = out.enter();
    for (int i = 0; i < 50; ++i) (void)out.begin(tag::array);
    out.leave(depth);
    for (int i = 0; i < word_writer::greatest_depth; ++i) (void)out.begin(tag::array);
    BOOST_TEST(!out.failed());
}

BOOST_AUTO_TEST_CASE(writes_nothing_after_a_failure) {
    out.fail();
    auto const size = out.position();
    out.null();
    out.boolean(true);
    out.integer(1);
    out.string("text");
    out.string("literal");
    out.number("1");
    out.end(out.begin(tag::array));
    BOOST_TEST(out.position() == size);
    BOOST_TEST(out.failed());
}

BOOST_AUTO_TEST_CASE(refuses_text_that_32_bits_cannot_measure) {
    std::size_t const volatile too_long = std::size_t{1} << 32U;
    out.string(std::string_view{"", too_long});
    BOOST_TEST(out.failed());
    BOOST_TEST(out.position() == layout::entries);
}

BOOST_AUTO_TEST_CASE(copies_a_value_of_its_own_arena_while_that_moves) {
    out.string("the value that is copied");
    auto const capacity = values.capacity();
    while (values.capacity() == capacity) out.copy(words_of(first()));
    BOOST_TEST(!out.failed());
    value_view last = first();
    while (words_of(last.next()) != values.words() + out.position()) last = last.next();
    BOOST_TEST(last.text() == "the value that is copied");
}

BOOST_AUTO_TEST_CASE(copies_a_value_of_another_arena) {
    auto const place = out.begin(tag::array);
    out.string("element");
    out.end(place);
    arena other;
    BOOST_REQUIRE(other.restart());
    word_writer{other}.copy(words_of(first()));
    auto const copied = value_at(other.words() + layout::entries);
    BOOST_TEST((*copied.elements().begin()).text() == "element");
    BOOST_TEST(other.size() == out.position());
}

BOOST_AUTO_TEST_CASE(tells_one_value_from_none_and_from_two) {
    auto const before = out.position();
    BOOST_TEST(!out.wrote_one_since(before));
    out.integer(1);
    BOOST_TEST(out.wrote_one_since(before));
    out.null();
    BOOST_TEST(!out.wrote_one_since(before));
    out.rewind(before);
    BOOST_TEST(!out.wrote_one_since(before));
    BOOST_TEST(out.position() == layout::entries);
}

BOOST_AUTO_TEST_SUITE_END()
