// SPDX-License-Identifier: BSL-1.0
#include "json/scan.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <string_view>

namespace {

BOOST_AUTO_TEST_CASE(a_needle_is_found_where_the_library_finds_it) {
    auto const seed = std::random_device{}();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    auto const text = [&](std::size_t most) {
        std::string s(std::uniform_int_distribution<std::size_t>{1, most}(random), ' ');
        for (char& c : s) c = "\"ab"[random() % 3];
        return s;
    };
    for (int i = 0; i < 20'000; ++i) {
        std::string const hay = text(80);
        viz::json::needle const needle{text(6)};
        std::size_t const from = random() % hay.size();
        BOOST_REQUIRE_MESSAGE(needle.find_in(hay, from) == hay.find(needle.text(), from),
                              needle.text() << " in " << hay << ", seed " << seed);
    }
}

/// Takes forever if each scalar is searched for up to the end of the line.
BOOST_AUTO_TEST_CASE(keys_whose_values_do_not_end_take_one_pass) {
    std::string line;
    for (int i = 0; i < 1'000'000; ++i) line += R"("k":a)";
    std::size_t keys = 0;
    BOOST_TEST(!viz::json::any_scalar(line, viz::json::needle{R"("k")"}, [&](std::size_t, std::string_view) {
        ++keys;
        return false;
    }));
    BOOST_TEST(keys == 1'000'000U);
}

}  // namespace
