// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/key_pattern.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using logdefer::detail::key_pattern;
using logdefer::detail::path_step;

namespace {

using keys = std::vector<std::string>;

bool selects(std::string_view pattern, keys const& path) {
    std::vector<path_step> steps;
    steps.reserve(path.size());
    for (auto const& key : path) steps.push_back({steps.empty() ? nullptr : &steps.back(), key});
    return key_pattern{pattern}.matches(steps.back());
}

/// Returns whether parts select keys, by trying everything; `p` and `k` begin at the first of both.
bool model_selects(keys const& parts, keys const& path, std::size_t p = 0, std::size_t k = 0) {
    if (p == parts.size()) return k == path.size();
    if (parts[p] == "**" && model_selects(parts, path, p + 1, k)) return true;
    if (k == path.size()) return false;
    if (parts[p] == "**") return model_selects(parts, path, p, k + 1);
    if (parts[p] == "*") return model_selects(parts, path, p + 1, k + 1);
    std::string joined;
    for (std::size_t end = p; end < parts.size() && parts[end] != "*" && parts[end] != "**"; ++end) {
        joined += (end == p ? "" : ".") + parts[end];
        if (joined == path[k] && model_selects(parts, path, end + 1, k + 1)) return true;
    }
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_key_pattern)

BOOST_AUTO_TEST_CASE(selects_a_path_by_its_keys) {
    BOOST_TEST(selects("data.user.name", {"data", "user", "name"}));
    BOOST_TEST(!selects("data.user.name", {"data", "user"}));
    BOOST_TEST(!selects("data.user.name", {"data", "user", "name", "first"}));
    BOOST_TEST(!selects("data.name", {"data", "user", "name"}));
    BOOST_TEST(selects("data.*.name", {"data", "user", "name"}));
    BOOST_TEST(selects("data.*.name", {"data", "x.user", "name"}));
    BOOST_TEST(!selects("data.*.name", {"data", "name"}));
    BOOST_TEST(selects("data.**.name", {"data", "name"}));
    BOOST_TEST(selects("data.**.name", {"data", "a", "b", "name"}));
    BOOST_TEST(selects("name", {"logs", "a", "name"}));
    BOOST_TEST(!selects("name", {"logs", "name", "a"}));
    BOOST_TEST(selects(R"(data.\*)", {"data", "*"}));
    BOOST_TEST(!selects(R"(data.\*)", {"data", "a"}));
}

BOOST_AUTO_TEST_CASE(selects_a_key_that_has_the_dots_of_the_pattern) {
    BOOST_TEST(selects("http.request.header.authorization", {"data", "http.request.header.authorization"}));
    BOOST_TEST(selects("data.http.request", {"data", "http.request"}));
    BOOST_TEST(selects("data.a.b.c.d", {"data", "a.b", "c.d"}));
    BOOST_TEST(selects("data.a.b.c.d", {"data", "a", "b.c", "d"}));
    BOOST_TEST(selects("data.*.a.b", {"data", "x", "a.b"}));
    BOOST_TEST(selects("data.a..b", {"data", "a..b"}));
    BOOST_TEST(selects("data..a", {"data", ".a"}));
    BOOST_TEST(!selects("data.a.b", {"data", "x.a.b"}));
    BOOST_TEST(!selects("data.a.b", {"data", "aa.b"}));
    BOOST_TEST(!selects("data.a.b", {"data", "a.b.c"}));
    BOOST_TEST(!selects("data.a.b", {"data", "data.a.b"}));
    BOOST_TEST(!selects("data.*.b", {"data", "a.b"}));
    BOOST_TEST(!selects("data.**.b", {"data", "a.b"}));
}

BOOST_AUTO_TEST_CASE(selects_only_such_a_key_if_its_dot_is_escaped) {
    BOOST_TEST(selects(R"(data.a\.b)", {"data", "a.b"}));
    BOOST_TEST(!selects(R"(data.a\.b)", {"data", "a", "b"}));
    BOOST_TEST(selects(R"(data.a\.b.c)", {"data", "a.b", "c"}));
    BOOST_TEST(selects(R"(data.a\.b.c)", {"data", "a.b.c"}));
    BOOST_TEST(!selects(R"(data.a\.b.c)", {"data", "a", "b.c"}));
}

BOOST_AUTO_TEST_CASE(selects_what_it_would_select_if_it_tried_everything) {
    std::minstd_rand random;
    auto const below = [&](std::size_t n) { return random() % n; };
    auto const any_of = [&](keys const& all, std::size_t least) {
        keys some;
        for (auto n = least + below(6); n > 0; --n) some.push_back(all[below(all.size())]);
        return some;
    };
    std::size_t selected = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto const parts = any_of({"a", "b", "a.b", "*", "**", "**"}, 0);
        auto path = any_of({"a", "b", "a.b", "b.a", "a.a", "b.a.b"}, 0);
        path.insert(path.begin(), "data");
        std::string pattern = "data";
        for (auto const& part : parts) pattern += '.' + (part == "a.b" ? R"(a\.b)" : part);
        keys all = parts;
        all.insert(all.begin(), "data");
        bool const expected = model_selects(all, path);
        BOOST_TEST(selects(pattern, path) == expected, pattern);
        selected += expected ? 1U : 0U;
    }
    BOOST_TEST(selected > 2'000U);
}

BOOST_AUTO_TEST_CASE(takes_no_long_time_for_a_depth_that_a_client_has_chosen) {
    keys path{"data"};
    path.resize(2'000, "a");
    path.emplace_back("password");
    BOOST_TEST(!selects("data.x.**.a.**.a.**.a.**.a.**.password", path));  // to try everything takes days
}

BOOST_AUTO_TEST_SUITE_END()
