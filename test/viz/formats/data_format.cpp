// SPDX-License-Identifier: BSL-1.0
#include "formats/data_format.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace viz::json;

std::string formatted(std::string const& value, data_format format) {
    std::string out;
    append_formatted(out, value, format, false);
    return out;
}

BOOST_AUTO_TEST_CASE(compact_json_keeps_order_and_numbers) {
    BOOST_TEST(formatted(R"({ "b" : 1.50 , "a":[ 18446744073709551616, 1E3 ] })", data_format::json)
               == R"({"b":1.50,"a":[18446744073709551616,1E3]})");
}

BOOST_AUTO_TEST_CASE(pretty_json_sorts_members_and_is_ascii) {
    BOOST_TEST(formatted(R"({"é":{},"a":[1,{"y":null}],"e":[]})", data_format::json_pretty)
               == "{\n   \"a\" : [\n      1,\n      {\n         \"y\" : null\n      }\n   ],\n   \"e\" : [],\n   \"\\u00e9\" : {}\n}\n");
}

BOOST_AUTO_TEST_CASE(of_equal_keys_the_last_stands) {
    BOOST_TEST(formatted(R"({"a":1,"a":2})", data_format::json_pretty) == "{\n   \"a\" : 2\n}\n");
}

BOOST_AUTO_TEST_CASE(what_nests_deep_is_compact) {
    std::string const deep = std::string(900, '[') + std::string(900, ']');
    BOOST_TEST(formatted(deep, data_format::json_pretty).find("[[[[") != std::string::npos);
    BOOST_TEST(formatted(deep, data_format::yaml).ends_with("]]\n"));
}

BOOST_AUTO_TEST_CASE(yaml_quotes_what_would_be_read_as_something_else) {
    BOOST_TEST(formatted(R"({"b":"yes","a":{"n":1,"t":"some data","c":"x: y","l":["1",{"k":2},[]]},"z":null})", data_format::yaml)
               == "---\na:\n  c: \"x: y\"\n  l:\n    - \"1\"\n    - k: 2\n    - []\n  \"n\": 1\n  t: some data\nb: \"yes\"\nz: ~\n");
}

BOOST_AUTO_TEST_CASE(the_dumper_format_leaves_words_bare) {
    BOOST_TEST(formatted(R"({"a b":1,"c":"x"})", data_format::dumper) == "{\n  \"a b\" => 1,\n  c => \"x\"\n}\n");
}

}  // namespace
