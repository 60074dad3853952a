// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/described.hpp>

#include "support/json_of.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shop {

BOOST_DEFINE_ENUM_CLASS(status, open, paid)

enum weight : int { light = -1, heavy = 5 };
BOOST_DESCRIBE_ENUM(weight, light, heavy)

struct item {
    std::string name;
    int count;
};
BOOST_DESCRIBE_STRUCT(item, (), (name, count))

struct order {
    int id = 0;
    status state = status::open;
    std::vector<item> items;
    std::optional<item> gift;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, state, items, gift))

struct rush_order : order {
    double fee = 0;
};
BOOST_DESCRIBE_STRUCT(rush_order, (order), (fee))

class account {
public:
    std::string owner = "jane.doe@example.com";

private:
    std::string token_ = "hidden";
    BOOST_DESCRIBE_CLASS(account, (), (owner), (), (token_))
};

struct nothing {};
BOOST_DESCRIBE_STRUCT(nothing, (), ())

struct with_encoder {
    int x = 1;
};
BOOST_DESCRIBE_STRUCT(with_encoder, (), (x))

}  // namespace shop

template <>
struct logdefer::encoder<shop::with_encoder> {
    static void encode(shop::with_encoder const&, value_writer& out) { out.write("encoded"); }
};

using support::json_of;
using namespace std::string_view_literals;

static_assert(logdefer::loggable<shop::order> && logdefer::loggable<shop::status>);

BOOST_AUTO_TEST_CASE(a_described_enumerator_is_its_name) {
    BOOST_TEST(json_of(shop::status::paid) == R"("paid")"sv);
    BOOST_TEST(json_of(shop::light) == R"("light")"sv);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_no_enumerator_is_an_integer) {
    BOOST_TEST(json_of(static_cast<shop::status>(17)) == "17"sv);
    BOOST_TEST(json_of(static_cast<shop::weight>(-7)) == "-7"sv);
}

BOOST_AUTO_TEST_CASE(a_described_class_is_an_object_of_its_members) {
    BOOST_TEST(json_of(shop::item{"tea", 2}) == R"({"name":"tea","count":2})"sv);
    BOOST_TEST(json_of(shop::nothing{}) == "{}"sv);
}

BOOST_AUTO_TEST_CASE(described_types_nest) {
    shop::order o;
    o.id = 7;
    o.items = {{"tea", 2}, {"pot", 1}};
    BOOST_TEST(
        json_of(o)
        == R"({"id":7,"state":"open","items":[{"name":"tea","count":2},{"name":"pot","count":1}],"gift":null})"sv);
}

BOOST_AUTO_TEST_CASE(the_members_of_a_base_come_first) {
    shop::rush_order o;
    o.fee = 2.5;
    BOOST_TEST(json_of(o) == R"({"id":0,"state":"open","items":[],"gift":null,"fee":2.5})"sv);
}

BOOST_AUTO_TEST_CASE(only_public_members_are_logged) {
    BOOST_TEST(json_of(shop::account{}) == R"({"owner":"jane.doe@example.com"})"sv);
}

BOOST_AUTO_TEST_CASE(an_encoder_comes_before_a_description) {
    BOOST_TEST(json_of(shop::with_encoder{}) == R"("encoded")"sv);
}

BOOST_AUTO_TEST_CASE(described_values_stand_in_braces) {
    BOOST_TEST(json_of(logdefer::fields{{"order", shop::item{"tea", 1}}, {"state", shop::status::paid}})
               == R"({"order":{"name":"tea","count":1},"state":"paid"})"sv);
}
