// SPDX-License-Identifier: BSL-1.0
#include "new_order.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace orders;

namespace {

using texts = std::vector<std::string>;

texts errors_of(std::string_view text) { return parse_order(text).errors; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_order_is_read_whole) {
    auto const parsed =
        parse_order(R"({"customer":"a","lines":[{"sku":"b","quantity":1},{"sku":"c","quantity":1000}]})");
    BOOST_TEST(parsed.errors == texts{}, boost::test_tools::per_element());
    BOOST_TEST(parsed.value.customer == "a");
    BOOST_TEST(parsed.value.lines.size() == 2U);
    BOOST_TEST(parsed.value.lines[1].sku == "c");
    BOOST_TEST(parsed.value.lines[1].quantity == 1000);
}

BOOST_AUTO_TEST_CASE(text_that_is_no_json_is_told_from_json_that_is_no_order) {
    BOOST_TEST(!parse_order("{").is_json);
    BOOST_TEST(!parse_order("").is_json);
    BOOST_TEST(parse_order("{}").is_json);
    BOOST_TEST(parse_order("{}").errors.size() == 2U);
}

BOOST_AUTO_TEST_CASE(every_error_is_named_with_its_place) {
    auto const errors = errors_of(R"({"customer":7,"lines":[{"sku":"a","quantity":1.5},{"quantity":1001},"tea"]})");
    texts const expected{
        "customer must be a text of 1 to 200 bytes",
        "lines[0].quantity must be an integer from 1 to 1000",
        "lines[1].sku must be a text of 1 to 200 bytes",
        "lines[1].quantity must be an integer from 1 to 1000",
        "lines[2] must be an object",
    };
    BOOST_TEST(errors == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_order_has_one_to_fifty_lines) {
    auto const with_lines = [](int count) {
        std::string lines;
        for (int i = 0; i < count; ++i) lines += std::string{i == 0 ? "" : ","} + R"({"sku":"a","quantity":1})";
        return errors_of(R"({"customer":"a","lines":[)" + lines + "]}").size();
    };
    BOOST_TEST(with_lines(0) == 1U);
    BOOST_TEST(with_lines(1) == 0U);
    BOOST_TEST(with_lines(50) == 0U);
    BOOST_TEST(with_lines(51) == 1U);
}

BOOST_AUTO_TEST_CASE(a_document_that_is_no_object_is_one_error) {
    for (auto const* text : {"[]", "null", "7", R"("order")"}) {
        BOOST_TEST(errors_of(text) == texts{"the order must be an object"}, boost::test_tools::per_element());
    }
}
