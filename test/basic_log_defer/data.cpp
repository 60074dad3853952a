// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace logdefer;
using namespace logdefer::test;

namespace {

/// `"k0":0,"k1":0...` with `value(i)` for the values.
template <class Value>
std::string members(int n, Value value) {
    std::string all;
    for (int i = 0; i < n; ++i) {
        all += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + std::to_string(value(i));
    }
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_key_set_again)

BOOST_FIXTURE_TEST_CASE(keeps_its_place_and_takes_the_last_value, log_fixture) {
    log.data("a", 1);
    log.data("b", 2);
    log["a"] = "three";
    log.data({{"c", 4}, {"a", 5}});
    BOOST_TEST(finish() == instant_record(R"("data":{"a":5,"b":2,"c":4})"));
}

BOOST_FIXTURE_TEST_CASE(replaces_an_object_as_a_whole, log_fixture) {
    log.data("b", {{"x", 1}});
    log.data("b", {{"y", 2}});
    BOOST_TEST(finish() == instant_record(R"("data":{"b":{"y":2}})"));
}

BOOST_FIXTURE_TEST_CASE(is_compared_byte_by_byte, log_fixture) {
    using namespace std::string_view_literals;
    for (auto const key : {"a"sv, "A"sv, "a\0"sv, "a\0b"sv, ""sv, "\0"sv}) log.data(key, 1);
    for (auto const key : {"\0"sv, ""sv, "a"sv}) log.data(key, 2);
    BOOST_TEST(finish() == instant_record(R"("data":{"a":2,"A":1,"a\u0000":1,"a\u0000b":1,"":2,"\u0000":2})"));
}

BOOST_FIXTURE_TEST_CASE(is_known_by_all_of_a_long_key, log_fixture) {
    std::string const longer(1000, 'k');
    log.data(longer + "1", 1);
    log.data(longer + "2", 2);
    log.data(longer + "1", 3);
    BOOST_TEST(finish() == instant_record(R"("data":{")" + longer + R"(1":3,")" + longer + R"(2":2})"));
}

BOOST_FIXTURE_TEST_CASE(is_found_among_a_hundred_thousand, log_fixture) {
    constexpr int n = 100'000;
    for (int i = 0; i < n; ++i) log.data("k" + std::to_string(i), i);
    for (int i = 0; i < n; i += 2) log.data("k" + std::to_string(i), -i);
    bool const equal =
        finish() == instant_record("\"data\":{" + members(n, [](int i) { return i % 2 == 0 ? -i : i; }) + "}");
    BOOST_TEST(equal);
}

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_times_is_one_member, log_fixture) {
    for (int i = 0; i < 100'000; ++i) log.data("k", i);
    BOOST_TEST(finish() == instant_record(R"("data":{"k":99999})"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_keys_keep_their_order, log_fixture) {
    constexpr int n = 100'000;
    for (int i = 0; i < n; ++i) log.data("k" + std::to_string(i), i);
    bool const equal = finish() == instant_record("\"data\":{" + members(n, [](int i) { return i; }) + "}");
    BOOST_TEST(equal);
}

// the number of keys decides how they are compared: pairwise up to 16, hashed beyond
BOOST_AUTO_TEST_CASE(any_number_of_keys_set_twice_appears_once_each) {
    for (int n = 1; n <= 200; ++n) {
        log_fixture f;
        for (int i = 0; i < 2 * n; ++i) f.log.data("k" + std::to_string(i % n), i);
        BOOST_TEST(f.finish() == instant_record("\"data\":{" + members(n, [n](int i) { return n + i; }) + "}"));
    }
}

BOOST_AUTO_TEST_SUITE(deep)

BOOST_FIXTURE_TEST_CASE(objects_are_merged_member_by_member, log_fixture) {
    log.data("o", {{"a", 1}, {"n", {{"x", 1}, {"y", 1}}}, {"b", 1}});
    log.data("o", {{"n", {{"y", 2}, {"z", 2}}}, {"c", 2}, {"a", 2}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"o":{"a":2,"n":{"x":1,"y":2,"z":2},"b":1,"c":2}})"));
}

BOOST_FIXTURE_TEST_CASE(many_objects_of_one_key_become_one, log_fixture) {
    for (int i = 0; i < 300; ++i) log.data("o", {{"k" + std::to_string(i), i}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record("\"data\":{\"o\":{" + members(300, [](int i) { return i; }) + "}}"));
}

BOOST_FIXTURE_TEST_CASE(what_is_no_object_is_replaced, log_fixture) {
    log.data({{"o", {{"a", 1}}}, {"n", 1}, {"l", list{1, 2}}, {"m", {{"k", {{"x", 1}}}}}});
    log.data({{"o", 7}, {"n", {{"b", 2}}}, {"l", list{3}}, {"m", {{"k", 2}}}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"o":7,"n":{"b":2},"l":[3],"m":{"k":2}})"));
}

BOOST_FIXTURE_TEST_CASE(each_call_says_for_itself_whether_it_merges, log_fixture) {
    log.data("o", {{"a", 1}});
    log.data("o", {{"b", 2}}, merge_data::deep);
    log.data("o", {{"c", 3}});
    log.data("o", {{"d", 4}}, merge_data::deep);
    log.data("o", {{"e", 5}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"o":{"c":3,"d":4,"e":5}})"));
}

BOOST_FIXTURE_TEST_CASE(a_key_set_for_the_first_time_is_simply_set, log_fixture) {
    log.data("o", {{"a", 1}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"o":{"a":1}})"));
}

BOOST_FIXTURE_TEST_CASE(many_merges_into_one_key_keep_the_order_of_members, log_fixture) {
    for (int i = 0; i < 300; ++i) log.data("o", {{"k" + std::to_string(i), i}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record("\"data\":{\"o\":{" + members(300, [](int i) { return i; }) + "}}"));
}

BOOST_AUTO_TEST_SUITE_END()
