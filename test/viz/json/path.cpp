// SPDX-License-Identifier: BSL-1.0
#include "json/path.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using strings = std::vector<std::string>;

/// Returns the value in an object, which ends as the line of a record does.
std::string value_at(std::string const& path, std::string const& json) {
    std::string const line = json + "\n";
    return std::string{viz::json::value_at(std::string_view{line}.substr(0, json.size()), viz::json::parse_path(path))};
}

BOOST_AUTO_TEST_CASE(a_path_has_dots_between_names_and_may_begin_with_one) {
    BOOST_TEST(viz::json::parse_path("user.name") == (strings{"user", "name"}), boost::test_tools::per_element());
    BOOST_TEST(viz::json::parse_path(".tags.0") == (strings{"tags", "0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(members_have_names_and_elements_have_numbers) {
    BOOST_TEST(value_at("a.b", R"({"a":{"b":1},"b":2})") == "1");
    BOOST_TEST(value_at("a.1.0", R"({"a":[0,["x"]]})") == R"("x")");
    BOOST_TEST(value_at("a.1", R"({"a":{"1":2}})") == "2");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_empty) {
    for (char const* path : {"b", "a.b", "a.2", "a.-1", "a.1.0", "a.1.0.0", "a.1e0", ""}) {
        BOOST_TEST(value_at(path, R"({"a":[0,1]})").empty(), path);
    }
}

BOOST_AUTO_TEST_CASE(of_equal_members_the_last_is_found_however_it_is_written) {
    BOOST_TEST(value_at("a", R"({"a":1,"\u0061":2})") == "2");
}

BOOST_AUTO_TEST_CASE(names_of_letters_digits_and_dashes_can_only_be_a_path) {
    for (char const* path : {"status", "user.name", "user-id", "tags.0", "Gr\u00f6\u00dfe", "_a"}) {
        BOOST_TEST(viz::json::is_path(path), path);
    }
    for (char const* other : {"", ".user", "user.", "a..b", ".", "a b", "[.a]", ".a|length", "\"a\"", "a,b"}) {
        BOOST_TEST(!viz::json::is_path(other), other);
    }
}

}  // namespace
