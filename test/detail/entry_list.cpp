// SPDX-License-Identifier: BSL-1.0
#include <logdefer/detail/entry_list.hpp>

#include <logdefer/object.hpp>

#include "support/recording.hpp"
#include "support/written_words.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace logdefer::detail;
using logdefer::fields;
using logdefer::merge_data;
using support::recording;

constexpr unsigned seed = 20231114;

using stamped = std::pair<std::int64_t, int>;  // a time, and the order of recording as its level

std::vector<stamped> sorted_by_the_list(std::vector<stamped> const& lines) {
    recording r;
    for (auto const& [time, number] : lines) r.foreign_line(std::chrono::nanoseconds{time}, number, "line");
    (void)r.seal({});
    entry_list list{r.transaction().entries(), entry_kind::log};
    list.sort_by_time();
    std::vector<stamped> sorted;
    for (auto at = list.first(); at != 0; at = list.next(at)) {
        logdefer::line_view const line{r.transaction().entries().words() + at};
        sorted.emplace_back(line.offset().count(), line.level());
    }
    return sorted;
}

/// The data of a record as `key=number` pairs.
std::string data_of(recording& r) {
    std::string seen;
    for (logdefer::data_view const d : r.seal({}).data()) {
        seen += std::string{d.key().text()} + '=' + std::to_string(d.value().integer()) + ' ';
    }
    return seen;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sorting)

BOOST_AUTO_TEST_CASE(an_empty_list_stays_empty) { BOOST_TEST(sorted_by_the_list({}).empty()); }

BOOST_AUTO_TEST_CASE(is_by_time_and_stable) {
    BOOST_TEST((sorted_by_the_list({{5, 0}}) == std::vector<stamped>{{5, 0}}));
    BOOST_TEST(
        (sorted_by_the_list({{5, 0}, {3, 1}, {5, 2}, {3, 3}}) == std::vector<stamped>{{3, 1}, {3, 3}, {5, 0}, {5, 2}}));
    BOOST_TEST((sorted_by_the_list({{1, 0}, {0, 1}}) == std::vector<stamped>{{0, 1}, {1, 0}}));
}

BOOST_AUTO_TEST_CASE(does_what_the_standard_library_does) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (std::size_t n = 0; n < 130; ++n) {
        std::vector<stamped> lines;
        for (std::size_t i = 0; i < n; ++i) {
            lines.emplace_back(static_cast<std::int64_t>(random() % (n / 2 + 1)), static_cast<int>(i));
        }
        auto const sorted = sorted_by_the_list(lines);
        std::ranges::sort(lines);  // the number is the order of recording
        if (sorted != lines) BOOST_ERROR("with " << n << " lines");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(keys)

BOOST_AUTO_TEST_CASE(come_once_with_the_last_value_at_the_first_place) {
    recording r;
    for (int i = 0; i < 6; ++i) r.data(i % 2 == 0 ? "even" : "odd", i);
    r.data("", 7);
    r.data("", 8);
    BOOST_TEST(data_of(r) == "even=4 odd=5 =8 ");
}

BOOST_AUTO_TEST_CASE(that_all_differ_keep_their_order) {
    recording r;
    std::string expected;
    for (int i = 0; i < 200; ++i) {
        r.data("key" + std::to_string(i), i);
        expected += "key" + std::to_string(i) + '=' + std::to_string(i) + ' ';
    }
    BOOST_TEST(data_of(r) == expected);
}

BOOST_AUTO_TEST_CASE(in_any_number_are_unified_as_a_naive_model_does) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (int const n : {2, 15, 16, 17, 18, 40, 500}) {
        recording r;
        std::vector<std::pair<std::string, int>> model;
        for (int i = 0; i < n; ++i) {
            auto const key = "k" + std::to_string(random() % static_cast<unsigned>(n));
            r.data(key, i);
            auto const known = std::ranges::find(model, key, &std::pair<std::string, int>::first);
            known == model.end() ? void(model.emplace_back(key, i)) : void(known->second = i);
        }
        std::string expected;
        for (auto const& [key, value] : model) expected += key + '=' + std::to_string(value) + ' ';
        BOOST_TEST(data_of(r) == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(merging_objects)

/// The members of the only data entry, nested ones in braces.
std::string members_of(logdefer::value_view object) {
    std::string seen;
    for (logdefer::member_view const m : object.members()) {
        bool const nested = m.value().kind() == logdefer::value_kind::object;
        seen += std::string{m.key().text()}
                + (nested ? '{' + members_of(m.value()) + '}' : std::to_string(m.value().integer()));
    }
    return seen;
}

std::string merged(std::initializer_list<logdefer::object> values, merge_data last) {
    recording r;
    for (logdefer::object const& o : values)
        r.data("key", o, &o == values.begin() + values.size() - 1 ? last : merge_data::shallow);
    return members_of((*r.seal({}).data().begin()).value());
}

BOOST_AUTO_TEST_CASE(deep_takes_the_later_value_of_each_member) {
    BOOST_TEST(merged({{{"a", 1}, {"b", 2}}, {{"b", 3}, {"c", 4}}}, merge_data::deep) == "a1b3c4");
    BOOST_TEST(merged({{{"a", {{"x", 1}, {"y", 2}}}}, {{"a", {{"y", 3}}}, {"b", 4}}}, merge_data::deep) == "a{x1y3}b4");
    BOOST_TEST(merged({{{"a", {{"x", 1}}}}, {{"a", 2}}}, merge_data::deep) == "a2");
    BOOST_TEST(merged({{{"a", 1}}, {{"a", {{"x", 2}}}}}, merge_data::deep) == "a{x2}");
    BOOST_TEST(merged({{}, {{"a", 1}}}, merge_data::deep) == "a1");
    BOOST_TEST(merged({{{"a", 1}}, {}}, merge_data::deep) == "a1");
}

BOOST_AUTO_TEST_CASE(shallow_takes_the_later_object_alone) {
    BOOST_TEST(merged({{{"a", 1}, {"b", 2}}, {{"b", 3}}}, merge_data::shallow) == "b3");
}

BOOST_AUTO_TEST_CASE(deep_goes_on_from_what_was_merged_before) {
    recording r;
    r.data("key", fields{{"n", 0}});
    for (int i = 1; i < 50; ++i) r.data("key", fields{{"n", i}, {"m" + std::to_string(i), i}}, merge_data::deep);
    auto const view = r.seal({});
    auto const text = members_of((*view.data().begin()).value());
    BOOST_TEST(text.starts_with("n49m11m22m33"));
    BOOST_TEST(text.ends_with("m4949"));
}

BOOST_AUTO_TEST_CASE(finds_a_member_by_its_name) {
    recording r;
    r.data("key", fields{{"a", 1}, {"b", 2}});
    auto const object = (*r.seal({}).data().begin()).value();
    BOOST_TEST(find_member(object, "b")->integer() == 2);
    BOOST_TEST(!find_member(object, "c").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_set_of_keys_never_misses_one_that_comes_twice, support::written_words) {
    std::string const text(40, 'k');  // more of it follows each key
    for (std::size_t size = 0; size < 20; ++size) {
        auto const key = std::string_view{text}.substr(0, size);
        std::size_t const place = out.position();
        out.string(key);
        out.string(key);
        logdefer::value_view const copied{values.words() + place};
        key_set set;
        set.add(copied);
        BOOST_TEST(!set.may_repeat());
        set.add(copied.next());
        BOOST_TEST(set.may_repeat());
    }
}
