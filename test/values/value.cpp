// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/value.hpp>

#include "support/json_of.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

namespace {

struct opaque {};
struct money {
    long cents;
};
struct hidden_encoder {};

}  // namespace

template <>
struct logdefer::encoder<money> {
    static void encode(money const& m, value_writer& out) { out.write(m.cents); }
};

template <>
struct logdefer::encoder<hidden_encoder> {
private:
    static void encode(hidden_encoder const&, value_writer&);
};

namespace {

using logdefer::fields;
using logdefer::list;
using logdefer::loggable;
using support::json_of;
using namespace std::string_view_literals;

enum plain_enum {};
enum class scoped_enum : char {};

static_assert(loggable<std::nullptr_t> && loggable<bool> && loggable<int const&> && loggable<long double>);
static_assert(loggable<char> && loggable<char8_t> && loggable<wchar_t> && loggable<unsigned long long>);
static_assert(loggable<char const*> && loggable<char[3]> && loggable<std::string&&>);
static_assert(loggable<plain_enum> && loggable<scoped_enum> && loggable<std::byte>);
static_assert(loggable<std::chrono::hours> && loggable<std::chrono::system_clock::time_point>);
static_assert(loggable<std::optional<int>> && loggable<std::variant<std::monostate, int>>);
static_assert(loggable<std::vector<bool>> && loggable<std::map<std::string, std::vector<int>>>);
static_assert(loggable<std::pair<int, std::string>> && loggable<std::tuple<>> && loggable<int[2][3]>);
static_assert(loggable<money> && loggable<std::vector<money>> && loggable<std::optional<std::map<int, money>>>);
static_assert(loggable<std::vector<std::pair<double, int>>> && loggable<std::map<double, int>>);

static_assert(!loggable<fields> && !loggable<list>, "braces are logged in the call they are written in only");
static_assert(!std::is_move_constructible_v<fields> && !std::is_move_constructible_v<list>);
static_assert(!std::is_move_constructible_v<logdefer::field> && !std::is_move_constructible_v<logdefer::element>);

static_assert(!loggable<opaque> && !loggable<std::vector<opaque>> && !loggable<std::optional<opaque>>);
static_assert(!loggable<std::variant<int, opaque>> && !loggable<std::pair<int, opaque>>);
static_assert(!loggable<std::map<std::string, opaque>> && !loggable<std::map<opaque, int>>);
static_assert(!loggable<void*> && !loggable<int*> && !loggable<std::unique_ptr<int>> && !loggable<money*>);
static_assert(!loggable<void (*)()> && !loggable<std::function<int()>> && !loggable<int opaque::*>);
static_assert(loggable<wchar_t const*> && loggable<std::u16string> && loggable<char32_t[3]>);
static_assert(loggable<std::filesystem::path> && loggable<std::error_code> && loggable<std::runtime_error>);
static_assert(!loggable<std::map<plain_enum, int>>, "nobody could read the keys");
static_assert(!loggable<hidden_encoder>, "an encoder that cannot be called is none");

}  // namespace

BOOST_AUTO_TEST_CASE(fields_are_an_object_in_their_order) {
    BOOST_TEST(json_of(fields{{"z", 1}, {"a", "x"}, {"m", nullptr}, {"", true}})
               == R"({"z":1,"a":"x","m":null,"":true})"sv);
    BOOST_TEST(json_of(fields{}) == "{}"sv);
}

BOOST_AUTO_TEST_CASE(braces_nest) {
    BOOST_TEST(json_of(fields{{"a", {{"b", {{"c", 1}, {"d", 2}}}}}, {"e", list{1, list{}, "x"}}})
               == R"({"a":{"b":{"c":1,"d":2}},"e":[1,[],"x"]})"sv);
    BOOST_TEST(json_of(list{list{1}, fields{{"k", list{2}}}, fields{}}) == R"([[1],{"k":[2]},{}])"sv);
}

BOOST_AUTO_TEST_CASE(of_a_key_that_comes_twice_the_last_value_stands_at_the_first_place) {
    BOOST_TEST(json_of(fields{{"a", 1}, {"b", 2}, {"a", "three"}, {"b", 4}, {"a", 5}}) == R"({"a":5,"b":4})"sv);
    BOOST_TEST(json_of(fields{{"k", {{"n", 1}, {"n", 2}}}}) == R"({"k":{"n":2}})"sv);
}

BOOST_AUTO_TEST_CASE(a_list_is_an_array) {
    BOOST_TEST(json_of(list{1, "two", 3.5, nullptr, false, {{"k", 1}}, std::vector{4, 5}, money{6}})
               == R"([1,"two",3.5,null,false,{"k":1},[4,5],6])"sv);
    BOOST_TEST(json_of(list{}) == "[]"sv);
    BOOST_TEST(json_of(list{0}) == "[0]"sv);
}

BOOST_AUTO_TEST_CASE(a_field_takes_every_kind_of_value) {
    std::string const text = "t";
    std::optional<double> const nothing;
    auto const written = json_of(fields{{"int8", std::int8_t{-1}},
                                        {"uint64", UINT64_MAX},
                                        {"float", 0.1F},
                                        {"char", 'c'},
                                        {"text", text},
                                        {"optional", nothing},
                                        {"enum", std::byte{7}},
                                        {"time", std::chrono::milliseconds{1500}},
                                        {"encoded", money{250}}});
    BOOST_TEST(written
               == R"({"int8":-1,"uint64":18446744073709551615,"float":0.1,"char":"c","text":"t","optional":null,)"
                  R"("enum":7,"time":1.5,"encoded":250})"sv);
}

BOOST_AUTO_TEST_CASE(a_field_gives_its_parts) {
    logdefer::field const f{"key", 42};
    BOOST_TEST(f.key().view() == "key"sv);
    BOOST_TEST(json_of(logdefer::detail::written_element{f.value()}) == "42"sv);
}

BOOST_AUTO_TEST_CASE(an_encoder_is_found_inside_every_container) {
    BOOST_TEST(json_of(std::vector<money>{{1}, {2}}) == "[1,2]"sv);
    BOOST_TEST(json_of(std::map<int, money>{{1, {2}}}) == R"({"1":2})"sv);
    BOOST_TEST(json_of(std::optional<money>{{3}}) == "3"sv);
    BOOST_TEST(json_of(std::variant<int, money>{money{4}}) == "4"sv);
    BOOST_TEST(json_of(std::pair<money, money>{{5}, {6}}) == "[5,6]"sv);
}
