// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/object_merger.hpp>

#include "support/written_words.hpp"

#include <logdefer/testing.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

using namespace logdefer::detail;
using logdefer::value_view;
using logdefer::testing::json;

namespace {

struct member;

/// A number, or an object that may contain a key twice.
struct sample {
    sample(int n);
    sample(std::initializer_list<member> m);
    sample(sample const&);
    ~sample();

    void write(word_writer& out) const;

    int number = -1;  // of an object
    std::vector<member> members;
};

struct member {
    std::string key;
    sample value;
};

// where `member` is complete
sample::sample(int n) : number(n) {}
sample::sample(std::initializer_list<member> m) : members(m) {}
sample::sample(sample const&) = default;
sample::~sample() = default;

void sample::write(word_writer& out) const {
    if (number >= 0) return out.integer(number);
    std::size_t const place = out.begin(tag::object);
    for (member const& m : members) {
        out.string(m.key);
        m.value.write(out);
    }
    out.end(place);
}

/// Returns the merged value of objects.
std::string merged(std::vector<sample> const& objects) {
    std::deque<support::written_words> written(objects.size());
    std::size_t members = 0;
    std::size_t size = 0;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        objects[i].write(written[i].out);
        members += count_members(written[i].first());
        size += value_size(*words_of(written[i].first()));
    }
    std::vector<word> room(object_merger::room_for(members));
    object_merger merger{room.data(), members, written[0].first()};
    for (std::size_t i = 1; i < objects.size(); ++i) merger.merge(written[i].first());
    std::vector<word> result(size);
    BOOST_TEST(merger.write(result.data()) <= result.data() + size);
    return json{value_at(result.data())}.text;
}

/// Returns the result of an object when it ends.
std::string ended(sample const& object) {
    support::written_words w;
    object.write(w.out);
    unify_keys(w.out, layout::entries);
    BOOST_TEST(w.out.position() == layout::entries + value_size(*words_of(w.first())));
    return json{w.first()}.text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(merging)

BOOST_AUTO_TEST_CASE(takes_the_last_value_of_each_member_at_its_first_place) {
    BOOST_TEST(merged({{{"a", 1}, {"b", 2}}, {{"b", 3}, {"c", 4}}}) == R"({"a":1,"b":3,"c":4})");
    BOOST_TEST(merged({sample{{"a", 1}}, sample{{"b", 2}}, sample{{"a", 3}}}) == R"({"a":3,"b":2})");
    BOOST_TEST(merged({sample{}, sample{{"a", 1}}, sample{}}) == R"({"a":1})");
    BOOST_TEST(merged({sample{}, sample{}}) == "{}");
}

BOOST_AUTO_TEST_CASE(goes_on_in_objects_that_meet) {
    BOOST_TEST(merged({sample{{"o", {{"x", 1}, {"y", 1}}}, {"z", 1}}, sample{{"o", {{"y", 2}}}},
                       sample{{"o", {{"x", 3}, {"w", 3}}}}})
               == R"({"o":{"x":3,"y":2,"w":3},"z":1})");
}

BOOST_AUTO_TEST_CASE(replaces_what_is_no_object_and_begins_anew_after_it) {
    BOOST_TEST(merged({sample{{"o", {{"x", 1}}}}, sample{{"o", 2}}}) == R"({"o":2})");
    BOOST_TEST(merged({sample{{"o", 1}}, sample{{"o", {{"x", 2}}}}}) == R"({"o":{"x":2}})");
    BOOST_TEST(merged({sample{{"o", {{"x", 1}}}}, sample{{"o", {{"y", 2}}}}, sample{{"o", 3}},
                       sample{{"o", {{"y", 4}}}}, sample{{"o", {{"x", 5}}}}})
               == R"({"o":{"y":4,"x":5}})");
}

BOOST_AUTO_TEST_CASE(tells_members_of_one_name_in_two_objects_apart) {
    BOOST_TEST(
        merged({sample{{"a", {{"k", 1}}}, {"b", {{"k", 2}}}, {"k", 3}}, sample{{"b", {{"k", 4}}}, {"a", {{"k", 5}}}}})
        == R"({"a":{"k":5},"b":{"k":4},"k":3})");
}

BOOST_AUTO_TEST_CASE(takes_keys_that_come_twice_in_one_object_as_if_set_one_by_one) {
    BOOST_TEST(merged({sample{{"k", 1}, {"k", 2}}, sample{{"k", 3}, {"l", 4}, {"k", 5}}}) == R"({"k":5,"l":4})");
    BOOST_TEST(merged({sample{{"o", {{"k", 1}, {"k", 2}}}}, sample{{"o", {{"k", 3}, {"k", 4}}}}})
               == R"({"o":{"k":4}})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_object_that_ends)

BOOST_AUTO_TEST_CASE(has_each_key_once_with_the_last_value_at_the_first_place) {
    BOOST_TEST(ended(sample{}) == "{}");
    BOOST_TEST(ended({{"a", 1}, {"b", 2}}) == R"({"a":1,"b":2})");
    BOOST_TEST(ended({{"a", 1}, {"b", 2}, {"a", 3}}) == R"({"a":3,"b":2})");
    BOOST_TEST(ended({{"a", {{"x", 1}}}, {"b", 2}, {"a", {{"y", 3}}}, {"a", {{"z", 4}}}}) == R"({"a":{"z":4},"b":2})");
}

BOOST_AUTO_TEST_CASE(has_each_key_once_however_many_there_are) {
    for (int n = 1; n < 100; ++n) {
        sample once{};
        sample twice{};
        for (int i = 0; i < n; ++i) twice.members.push_back({"k" + std::to_string(i), i});
        for (int i = 0; i < n; ++i) once.members.push_back({"k" + std::to_string(i), 2 * i});
        for (member const& m : once.members) twice.members.push_back(m);
        BOOST_TEST(ended(twice) == ended(once));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(finds_a_member_by_its_name, support::written_words) {
    sample{{"a", 1}, {"b", 2}}.write(out);
    BOOST_TEST(find_member(first(), "b")->integer() == 2);
    BOOST_TEST(!find_member(first(), "c").has_value());
}

BOOST_FIXTURE_TEST_CASE(members_are_counted_at_every_depth_of_objects, support::written_words) {
    sample{{"a", {{"x", 1}, {"y", {{"z", 1}}}}}, {"b", 2}}.write(out);
    BOOST_TEST(count_members(first()) == 5U);
}
