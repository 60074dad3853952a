// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/known_size.hpp>

#include <logdefer/values/value_writer.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace {

using logdefer::field;
using logdefer::detail::sized;
using logdefer::detail::sized_value;
using logdefer::detail::word;
using logdefer::detail::word_count;

enum class plain { one };

static_assert(sized_value<bool> && sized_value<int> && sized_value<std::uint64_t> && sized_value<double>);
static_assert(sized_value<std::string> && sized_value<char const*> && sized_value<char[3]>);
static_assert(!sized_value<float> && !sized_value<char> && !sized_value<plain> && !sized_value<std::vector<int>>);

word_count size_of(std::initializer_list<field> set) { return sized::size_of(set); }

/// Returns the size that was announced, after a comparison with what was written.
template <class T>
std::size_t written(T const& value) {
    std::array<word, 64> words{};
    word_count const size = sized::size_of(value);
    BOOST_TEST(size.is_known());
    BOOST_TEST(static_cast<std::size_t>(sized::place(words.data(), value) - words.data()) == size.words());
    return size.words();
}

/// Only its size is looked at.
std::string_view too_long() { return {"", std::size_t{1} << 32U}; }

}  // namespace

BOOST_AUTO_TEST_CASE(as_many_words_are_written_as_were_announced) {
    BOOST_TEST(written(true) == 1U);
    BOOST_TEST(written(-1) == 2U);
    BOOST_TEST(written(1U) == 2U);
    BOOST_TEST(written(1.5) == 2U);
    BOOST_TEST(written("") == 1U);
    BOOST_TEST(written(std::string(8, 'x')) == 2U);
    BOOST_TEST(written(std::string(9, 'x')) == 3U);
    BOOST_TEST(written(std::initializer_list<field>{{"a", 1}, {"b", true}, {"c", "text"}, {"d", 1.5}}) == 16U);
    BOOST_TEST(written(std::initializer_list<field>{}) == 1U);
}

BOOST_AUTO_TEST_CASE(a_text_longer_than_32_bits_has_no_known_size) {
    BOOST_TEST(!sized::size_of(too_long()).is_known());
    BOOST_TEST(!size_of({{"a", too_long()}}).is_known());
}

BOOST_AUTO_TEST_CASE(the_size_of_fields_is_unknown_where_code_must_run_to_write_them) {
    BOOST_TEST(!size_of({{"a", 1}, {"b", 1.5F}}).is_known());
    BOOST_TEST(!size_of({{"a", std::vector{1, 2}}}).is_known());
    BOOST_TEST(!size_of({{"a", {{"b", 1}}}}).is_known());
    BOOST_TEST(!size_of({{"a", 'c'}, {"b", 1}}).is_known());
}

BOOST_AUTO_TEST_CASE(the_size_of_fields_is_unknown_where_their_keys_change) {
    BOOST_TEST(!size_of({{"a", 1}, {"b", 2}, {"a", 3}}).is_known());
    BOOST_TEST(!size_of({{"\xff", 1}}).is_known());
}

BOOST_AUTO_TEST_CASE(a_sum_with_an_unknown_number_is_unknown) {
    BOOST_TEST((word_count{1} + 2).words() == 3U);
    BOOST_TEST(!(word_count::unknown() + 1).is_known());
    BOOST_TEST(!(word_count::unknown() + word_count::unknown()).is_known());
}
