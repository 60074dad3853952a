// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/boost_json.hpp>

#include "support/json_of.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shop {

struct item {
    std::string name;
    int count;
};
void tag_invoke(boost::json::value_from_tag const&, boost::json::value& to, item const& i) {
    to = {{"name", i.name}, {"count", i.count}};
}

struct unwilling {};
void tag_invoke(boost::json::value_from_tag const&, boost::json::value&, unwilling const&) {
    throw std::runtime_error("no");
}

struct unknown {};

struct order {
    item what;
};
void tag_invoke(boost::json::value_from_tag const&, boost::json::value& to, order const& o) {
    to = {{"what", boost::json::value_from(o.what)}};
}

}  // namespace shop

template <>
struct logdefer::encoder<shop::order> : logdefer::boost_json_encoder {};
template <>
struct logdefer::encoder<shop::unwilling> : logdefer::boost_json_encoder {};

namespace {

namespace json = boost::json;
using logdefer::as_json;
using support::json_of;
using namespace std::string_view_literals;

static_assert(logdefer::loggable<json::value> && logdefer::loggable<json::object> && logdefer::loggable<json::array>);
static_assert(logdefer::loggable<json::string> && logdefer::loggable<logdefer::json_adapter<shop::item>>);
static_assert(logdefer::loggable<shop::order> && logdefer::loggable<std::vector<shop::order>>);
static_assert(!logdefer::loggable<shop::item>, "whether a type is loggable does not depend on what is included");

template <class T>
concept adaptable = requires(T const& v) { as_json(v); };
static_assert(adaptable<shop::item> && adaptable<std::vector<shop::item>> && !adaptable<shop::unknown>);

}  // namespace

BOOST_AUTO_TEST_SUITE(a_json_value)

BOOST_AUTO_TEST_CASE(is_logged_as_it_is) {
    auto const text =
        R"({"null":null,"bool":true,"int":-1,"real":200.5,"text":"x\n","array":[1,"2",[]],"object":{"k":{}}})"sv;
    BOOST_TEST(json_of(json::parse(text)) == text);
}

BOOST_AUTO_TEST_CASE(keeps_its_integers_exact) {
    BOOST_TEST(json_of(json::value(INT64_MIN)) == "-9223372036854775808"sv);
    BOOST_TEST(json_of(json::value(UINT64_MAX)) == "18446744073709551615"sv);
}

BOOST_AUTO_TEST_CASE(is_written_better_than_its_library_would) {
    BOOST_TEST(json_of(json::value(1340353046.93565)) == "1340353046.93565"sv);
    BOOST_TEST(json_of(json::value(0.0)) == "0"sv);
    BOOST_TEST(json_of(json::value(std::numeric_limits<double>::quiet_NaN())) == "null"sv);
    BOOST_TEST(json_of(json::value(-std::numeric_limits<double>::infinity())) == "null"sv);
    BOOST_TEST(json_of(json::value("\xff")) == "\"\ufffd\""sv);
}

BOOST_AUTO_TEST_CASE(stands_by_its_parts_too) {
    BOOST_TEST(json_of(json::object{{"b", 1}, {"a", 2}}) == R"({"b":1,"a":2})"sv);
    BOOST_TEST(json_of(json::array{1, "x"}) == R"([1,"x"])"sv);
    BOOST_TEST(json_of(json::string{"s"}) == R"("s")"sv);
    BOOST_TEST(json_of(logdefer::fields{{"k", json::value(1)}}) == R"({"k":1})"sv);
}

BOOST_AUTO_TEST_CASE(that_nests_too_deep_is_dropped) {
    json::value v;
    for (int i = 0; i < 100; ++i) v = json::array{std::move(v)};
    BOOST_TEST(json_of(v) == std::string(100, '[') + "null" + std::string(100, ']'));
    BOOST_TEST(json_of(json::array{v}) == "dropped"sv);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_adapter)

BOOST_AUTO_TEST_CASE(converts_what_value_from_knows) {
    shop::item const tea{"tea", 2};
    BOOST_TEST(json_of(as_json(tea)) == R"({"name":"tea","count":2})"sv);
    BOOST_TEST(json_of(as_json(std::vector{tea})) == R"([{"name":"tea","count":2}])"sv);
    BOOST_TEST(json_of(logdefer::fields{{"item", as_json(tea)}}) == R"({"item":{"name":"tea","count":2}})"sv);
    BOOST_TEST(json_of(as_json(std::map<std::string, int>{{"k", 1}})) == R"({"k":1})"sv);
}

BOOST_AUTO_TEST_CASE(owns_what_was_an_rvalue) {
    auto const kept = as_json(std::vector{shop::item{"a name that is not short", 1}});
    BOOST_TEST(json_of(kept) == R"([{"name":"a name that is not short","count":1}])"sv);
}

BOOST_AUTO_TEST_CASE(passes_on_what_a_conversion_throws) {
    BOOST_CHECK_THROW(json_of(as_json(shop::unwilling{})), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_type_with_the_encoder)

BOOST_AUTO_TEST_CASE(is_logged_as_its_conversion) {
    BOOST_TEST(json_of(shop::order{{"cup", 2}}) == R"({"what":{"name":"cup","count":2}})");
    BOOST_TEST(json_of(std::vector<shop::order>{{{"cup", 2}}}) == R"([{"what":{"name":"cup","count":2}}])");
}

BOOST_AUTO_TEST_CASE(costs_an_entry_when_its_conversion_throws) {
    BOOST_CHECK_THROW((void)json_of(shop::unwilling{}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
