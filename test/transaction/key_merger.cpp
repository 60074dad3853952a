// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/key_merger.hpp>

#include <logdefer/values/object.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using logdefer::fields;
using logdefer::merge_data;
using support::recording;

constexpr unsigned seed = 20231114;

/// Returns the data of a record as `key=number` pairs.
std::string data_of(recording& r) {
    std::string seen;
    for (logdefer::data_view const d : r.seal({}).data()) {
        seen += std::string{d.key().text()} + '=' + std::to_string(d.value().integer()) + ' ';
    }
    return seen;
}

}  // namespace

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

BOOST_AUTO_TEST_SUITE(deep_merges)

namespace {

/// Returns the members of an object, with nested ones in braces.
std::string members_of(logdefer::value_view object) {
    std::string seen;
    for (logdefer::member_view const m : object.members()) {
        bool const nested = m.value().kind() == logdefer::value_kind::object;
        seen += std::string{m.key().text()}
                + (nested ? '{' + members_of(m.value()) + '}' : std::to_string(m.value().integer()));
    }
    return seen;
}

/// Returns the merged value of the only key of a record.
std::string merged(std::initializer_list<logdefer::object> values, merge_data last) {
    recording r;
    for (logdefer::object const& o : values)
        r.data("key", o, &o == values.begin() + values.size() - 1 ? last : merge_data::shallow);
    return members_of((*r.seal({}).data().begin()).value());
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(take_back_the_memory_that_they_needed_meanwhile) {
    recording r;
    r.data("first", fields{{"a", 1}});
    r.data("first", fields{{"b", 2}}, merge_data::deep);
    auto const before = r.entries().words().size();
    (void)r.seal({});
    BOOST_TEST(r.entries().words().size() == before + 2 + 2 + 1 + 2 * 4);  // header, key, object, members
}

BOOST_AUTO_TEST_SUITE_END()
