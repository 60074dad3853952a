// SPDX-License-Identifier: BSL-1.0
#include <logdefer/boost_json.hpp>

#include "support/json_of.hpp"

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

}  // namespace shop

namespace {

namespace json = boost::json;
using logdefer::as_json;
using logdefer::detail::parse_json;
using support::json_of;
using support::json_written;
using namespace std::string_view_literals;

static_assert(logdefer::loggable<json::value> && logdefer::loggable<json::object> && logdefer::loggable<json::array>);
static_assert(logdefer::loggable<json::string> && logdefer::loggable<logdefer::json_adapter<shop::item>>);
static_assert(!logdefer::loggable<shop::item>, "whether a type is loggable does not depend on what is included");

template <class T>
concept adaptable = requires(T const& v) { as_json(v); };
static_assert(adaptable<shop::item> && adaptable<std::vector<shop::item>> && !adaptable<shop::unknown>);

/// What the text becomes when it is read into an arena and written again, or where reading stopped.
std::string read_back(std::string_view text) {
    std::size_t good = 0;
    auto const written = json_written([&](logdefer::value_writer& out) { good = parse_json(text, out.words()); });
    return good == text.size() ? written : "bad at " + std::to_string(good);
}

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

BOOST_AUTO_TEST_CASE(passes_on_what_a_conversion_throws) {
    BOOST_CHECK_THROW(json_of(as_json(shop::unwilling{})), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(is_read_into_words) {
    BOOST_TEST(read_back(R"({"a":[1,-2,true,false,null,"x"],"b":{}})")
               == R"({"a":[1,-2,true,false,null,"x"],"b":{}})"sv);
    BOOST_TEST(read_back("  [ 1 , 2 ]\r\n\t ") == "[1,2]"sv);
    BOOST_TEST(read_back("7") == "7"sv);
    BOOST_TEST(read_back(R"("")") == R"("")"sv);
}

BOOST_AUTO_TEST_CASE(keeps_the_digits_of_its_numbers) {
    for (std::string_view const number : {"1.50", "1e3", "-0.0", "1E-400", "123456789012345678901234567890", "0.1",
                                          "18446744073709551615", "-9223372036854775808", "18446744073709551616"}) {
        BOOST_TEST(read_back(number) == number);
    }
}

BOOST_AUTO_TEST_CASE(has_its_escapes_undone) {
    BOOST_TEST(read_back(R"("\u0041\n\/\"\\\u00e9\ud83d\ude00")") == "\"A\\n/\\\"\\\\\u00e9\U0001f600\""sv);
    BOOST_TEST(read_back(R"({"\u006b":1})") == R"({"k":1})"sv);
}

BOOST_AUTO_TEST_CASE(that_is_long_is_read_whole) {
    std::string const text = '"' + std::string(1'000'000, 'x') + '"';
    BOOST_TEST((read_back(text) == text));
}

BOOST_AUTO_TEST_CASE(that_is_wrong_tells_where) {
    BOOST_TEST(read_back("") != ""sv);
    BOOST_TEST(read_back("[1,]") == "bad at 3"sv);
    BOOST_TEST(read_back("{\"a\":1") == "bad at 5"sv);
    BOOST_TEST(read_back("[1] x") == "bad at 4"sv);
    BOOST_TEST(read_back("1 2") == "bad at 2"sv);
    BOOST_TEST(read_back("\"a\nb\"") == "bad at 2"sv);
    BOOST_TEST(read_back("nul") == "bad at 2"sv);
    BOOST_TEST(read_back("\"\xff\"") == "bad at 1"sv);
}

BOOST_AUTO_TEST_CASE(that_nests_too_deep_is_refused) {
    auto const nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
    BOOST_TEST(read_back(nested(100)) == nested(100));
    BOOST_TEST(read_back(nested(101)).starts_with("bad at 10"));
    BOOST_TEST(read_back(nested(100'000)).starts_with("bad at 10"));
}

BOOST_AUTO_TEST_SUITE_END()
