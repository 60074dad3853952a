// SPDX-License-Identifier: BSL-1.0
#include "counting/folding.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string folded(std::vector<std::string> rules, std::string const& value) {
    return viz::folding{std::move(rules)}(value);
}

BOOST_AUTO_TEST_CASE(numbers_uuids_and_hexadecimal_ids_in_paths_are_ids) {
    for (auto const& [path, expected] : std::vector<std::pair<std::string, std::string>>{
             {"/orders/123", "/orders/:id"},
             {"/orders/123/lines/4", "/orders/:id/lines/:id"},
             {"/orders/123?page=7&sort=up#9", "/orders/:id?page=:id&sort=up#:id"},
             {"/u/6f9619ff-8b86-d011-b42d-00cf4fc964ff", "/u/:id"},
             {"/blob/9fceb02d0ae598e95dc970b74767f19372d61af8/raw", "/blob/:id/raw"},
             {"GET /", "GET /"},
             {"/", "/"},
             {"//7/", "//:id/"}}) {
        BOOST_TEST(folded({"ids"}, path) == expected);
    }
}

BOOST_AUTO_TEST_CASE(words_versions_and_values_that_are_no_paths_are_none) {
    for (std::string const value : {"/decade/facade", "/deadbeefcafe", "/v1/orders", "/orders/12a", "200", "", "/a-1/b",
                                    "/6f9619ff-8b86-d011-b42d-00cf4fc964fg"}) {
        BOOST_TEST(folded({"ids"}, value) == value);
    }
}

BOOST_AUTO_TEST_CASE(a_pattern_replaces_what_it_matches_as_a_whole) {
    std::string const pattern = "/users/*/posts/*.html";
    BOOST_TEST(folded({pattern}, "/users/ada/posts/a.b.html") == pattern);
    for (std::string const other : {"/users/ada/posts/", "/users//posts/a.html", "/users/a/b/posts/a.html",
                                    "/users/ada/posts/a.html/", "/users/ada/posts/.html"}) {
        BOOST_TEST(folded({pattern}, other) == other);
    }
    BOOST_TEST(folded({"*a*b"}, "xaaabab") == "*a*b");
}

BOOST_AUTO_TEST_CASE(rules_are_applied_in_turn_up_to_a_pattern_that_matches) {
    BOOST_TEST(folded({"ids", "/a/:id/*"}, "/a/1/x") == "/a/:id/*");
    BOOST_TEST(folded({"/a/*", "ids"}, "/a/1") == "/a/*");
    BOOST_TEST(folded({"/b/*", "ids"}, "/a/1") == "/a/:id");
}

}  // namespace
