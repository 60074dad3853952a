// SPDX-License-Identifier: BSL-1.0
#include <logdefer/records/value_view.hpp>

#include <logdefer/arena/word_writer.hpp>

#include <support/written_words.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace logdefer::detail;
using logdefer::member_view;
using logdefer::value_kind;
using logdefer::value_view;

static_assert(std::forward_iterator<logdefer::value_range::iterator>);
static_assert(std::forward_iterator<logdefer::member_range::iterator>);

using fixture = support::written_words;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_recorded_value, fixture)

BOOST_AUTO_TEST_CASE(lists_the_elements_of_an_array_with_what_they_contain) {
    auto const outer = out.begin(tag::array);
    out.integer(1);
    auto const inner = out.begin(tag::array);
    out.integer(2);
    out.integer(3);
    out.end(inner);
    out.integer(4);
    out.end(outer);
    out.integer(5);
    std::vector<std::int64_t> seen;
    for (value_view const e : first().elements()) {
        if (e.kind() == value_kind::integer) seen.push_back(e.integer());
        for (value_view const i : e.kind() == value_kind::array ? e.elements() : logdefer::value_range{e, e}) {
            seen.push_back(-i.integer());
        }
    }
    BOOST_TEST(seen == (std::vector<std::int64_t>{1, -2, -3, 4}));
    BOOST_TEST(first().next().integer() == 5);
}

BOOST_AUTO_TEST_CASE(lists_the_members_of_an_object) {
    auto const place = out.begin(tag::object);
    out.string("a");
    out.integer(1);
    out.string("");
    out.string("a longer value than a word");
    out.end(place);
    std::string seen;
    for (member_view const m : first().members()) {
        seen += std::string{m.key().text()} + (m.value().kind() == value_kind::integer ? "=1;" : "=text;");
    }
    BOOST_TEST(seen == "a=1;=text;");
}

BOOST_AUTO_TEST_CASE(has_no_elements_where_the_container_is_empty) {
    out.end(out.begin(tag::array));
    out.end(out.begin(tag::object));
    BOOST_TEST(first().elements().empty());
    BOOST_TEST(first().next().members().empty());
    BOOST_TEST((first().elements().begin() == first().elements().end()));
}

BOOST_AUTO_TEST_CASE(is_equal_to_itself_by_place) {
    out.integer(1);
    out.integer(1);
    BOOST_TEST((first() == first()));
    BOOST_TEST((first() != first().next()));
    BOOST_TEST((words_of(first()) == values.words() + layout::entries));
}

BOOST_AUTO_TEST_CASE(iterates_forward_more_than_once) {
    auto const place = out.begin(tag::array);
    for (int i = 0; i < 3; ++i) out.integer(i);
    out.end(place);
    auto const all = first().elements();
    auto it = all.begin();
    BOOST_TEST((*it++).integer() == 0);
    BOOST_TEST((*it).integer() == 1);
    BOOST_TEST((*++it).integer() == 2);
    BOOST_TEST((++it == all.end()));
    BOOST_TEST(std::distance(all.begin(), all.end()) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
