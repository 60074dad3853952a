// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/object.hpp>

#include <logdefer/basic_log_defer.hpp>

#include "support/json_of.hpp"
#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

struct failing {};

/// A value whose encoder sets a member of an object, which may be the one that it is written into.
struct changing {
    logdefer::object& o;
};

}  // namespace

template <>
struct logdefer::encoder<failing> {
    static void encode(failing, value_writer& out) {
        logdefer::detail::words_of(out).null();
        throw std::runtime_error{"cannot be written"};
    }
};

template <>
struct logdefer::encoder<changing> {
    static void encode(changing const& c, value_writer& out) {
        c.o["side"] = 1;
        out.write(2);
    }
};

namespace {

using logdefer::array;
using logdefer::object;
using support::json_of;

using namespace std::string_view_literals;

static_assert(logdefer::loggable<object> && logdefer::loggable<array> && logdefer::loggable<std::vector<object>>);
static_assert(std::is_nothrow_copy_constructible_v<object> && std::is_nothrow_move_constructible_v<object>);
static_assert(std::is_nothrow_copy_assignable_v<object> && std::is_nothrow_move_assignable_v<object>);

object made_elsewhere() {
    std::string const text = "a text that is gone when the function returns";
    return object{{"text", text}, {"by", {{"name", text.substr(0, 1)}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_object)

BOOST_AUTO_TEST_CASE(owns_what_it_was_made_from) {
    BOOST_TEST(json_of(made_elsewhere())
               == R"({"text":"a text that is gone when the function returns","by":{"name":"a"}})"sv);
}

BOOST_AUTO_TEST_CASE(is_built_step_by_step) {
    object o;
    o["number"] = 1;
    o["fields"] = {{"k", 2}};
    o["list"] = logdefer::list{1, "two"};
    o.set("text", std::string(100, 'x'));
    o["null"] = std::optional<int>{};
    BOOST_TEST(json_of(o)
               == R"({"number":1,"fields":{"k":2},"list":[1,"two"],"text":")" + std::string(100, 'x')
                      + R"(","null":null})");
}

BOOST_AUTO_TEST_CASE(keeps_more_than_its_first_memory_holds) {
    object o;
    std::map<std::string, int> expected;
    for (int i = 1000; i < 3000; ++i) {
        o[std::to_string(i)] = i;
        expected.emplace(std::to_string(i), i);
    }
    BOOST_TEST(json_of(o) == json_of(expected));
}

BOOST_AUTO_TEST_CASE(without_members_is_empty) {
    object o;
    BOOST_TEST(o.empty());
    BOOST_TEST(json_of(o) == "{}");
    o["k"] = 1;
    BOOST_TEST(!o.empty());
}

BOOST_AUTO_TEST_CASE(stands_in_other_values) {
    object const o{{"k", 1}};
    object outer{{"inner", o}};
    outer["array"] = array{o, o};
    BOOST_TEST(json_of(outer) == R"({"inner":{"k":1},"array":[{"k":1},{"k":1}]})"sv);
    BOOST_TEST(json_of(std::vector{o, object{}}) == R"([{"k":1},{}])"sv);
}

BOOST_AUTO_TEST_CASE(is_copied_and_moved_like_a_value) {
    object first{{"k", 1}};
    object copy = first;
    first["l"] = 2;
    BOOST_TEST(json_of(copy) == R"({"k":1})"sv);
    copy = first;
    BOOST_TEST(json_of(copy) == R"({"k":1,"l":2})"sv);
    object const moved = std::move(first);
    BOOST_TEST(json_of(moved) == R"({"k":1,"l":2})"sv);
    object const copy_of_empty = object{};
    BOOST_TEST(json_of(copy_of_empty) == "{}");
}

BOOST_AUTO_TEST_CASE(that_was_moved_from_is_empty) {
    object from{{"k", 1}};
    object to{{"gone", 2}};
    to = std::move(from);
    BOOST_TEST(json_of(to) == R"({"k":1})"sv);
    BOOST_TEST(json_of(object{std::move(to)}) == R"({"k":1})"sv);
}

BOOST_AUTO_TEST_CASE(can_be_set_in_itself_as_it_was_before) {
    std::string const text(3000, 'x');  // more than the available memory
    object o{{"text", text}};
    o["self"] = o;
    BOOST_TEST(json_of(o) == R"({"text":")" + text + R"(","self":{"text":")" + text + R"("}})");
    object b{{"k", 1}};
    b["in braces"] = {{"l", b}};
    BOOST_TEST(json_of(b) == R"({"k":1,"in braces":{"l":{"k":1}}})"sv);
    array a{1};
    a.push_back(a);
    BOOST_TEST(json_of(a) == "[1,[1]]"sv);
}

BOOST_FIXTURE_TEST_CASE(that_an_encoder_changes_while_it_is_written_is_incomplete, logdefer::test::log_fixture) {
    object o{{"k", 1}};
    o["changes"] = changing{o};
    log.info("lost", o);
    BOOST_TEST(finish().find(R"("dropped":{"logs":1})") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(is_logged_wherever_values_are, logdefer::test::log_fixture) {
    object const o{{"k", 1}};
    log.info("item", o, 2);
    log.info("field", {{"o", o}});
    log.data("o", o);
    log["a"] = array{1, "x"};
    BOOST_TEST(finish().find(R"("data":{"o":{"k":1},"a":[1,"x"]},"logs":[[0.000000,30,"item",{"k":1},2],)"
                             R"([0.000000,30,"field",{"o":{"k":1}}]])")
               != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(that_has_lost_a_member_costs_the_entry_it_is_logged_in, logdefer::test::log_fixture) {
    object o{{"k", 1}};
    o["lost"] = failing{};
    o["kept"] = 2;
    object const copy = o;
    log.info("lost", o);
    log.info("lost", copy);
    BOOST_TEST(finish().find(R"("dropped":{"logs":2})") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(that_would_nest_too_deep_where_it_is_logged_is_dropped, logdefer::test::log_fixture) {
    auto const around = [](array const& inner) {
        array outer;
        outer.push_back(inner);
        return outer;
    };
    array deep;
    for (int levels = 1; levels < 95; ++levels) deep = around(deep);
    array const too_deep = around(around(deep));  // not nested too deep while it is in no record
    log.data("kept", deep);
    log.data("too deep", too_deep);
    std::string const text = finish();
    BOOST_TEST(text.find(R"("kept":[[)") != std::string::npos);
    BOOST_TEST(text.find(R"("dropped":{"data":1})") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_array)

BOOST_AUTO_TEST_CASE(is_built_step_by_step) {
    array a{1, {{"k", 2}}};
    a.push_back("three");
    a.push_back({{"four", 4}});
    a.push_back(logdefer::list{5, 6});
    BOOST_TEST(json_of(a) == R"([1,{"k":2},"three",{"four":4},[5,6]])"sv);
}

BOOST_AUTO_TEST_CASE(without_elements_is_empty) {
    BOOST_TEST(array{}.empty());
    BOOST_TEST(json_of(array{}) == "[]");
}

BOOST_AUTO_TEST_SUITE_END()
