// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/entry_list.hpp>

#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace logdefer::detail;
using support::recording;

constexpr unsigned seed = 20231114;

using stamped = std::pair<std::int64_t, int>;  // a time, and the order of recording as its level

std::vector<stamped> sorted_by_the_list(std::vector<stamped> const& lines) {
    recording r;
    for (auto const& [time, number] : lines) r.line(std::chrono::nanoseconds{time}, number, "line");
    (void)r.seal({});
    entry_list list{r.entries().words(), entry_kind::log};
    list.sort_by_time();
    std::vector<stamped> sorted;
    for (auto at = list.first(); at != 0; at = list.next(at)) {
        const_entry const line{r.entries().words().words() + at};
        sorted.emplace_back(line.time(), line.level());
    }
    return sorted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sorting)

BOOST_AUTO_TEST_CASE(an_empty_list_stays_empty) { BOOST_TEST(sorted_by_the_list({}).empty()); }

BOOST_AUTO_TEST_CASE(is_by_time_and_stable) {
    BOOST_TEST((sorted_by_the_list({{5, 0}}) == std::vector<stamped>{{5, 0}}));
    BOOST_TEST(
        (sorted_by_the_list({{5, 0}, {3, 1}, {5, 2}, {3, 3}}) == std::vector<stamped>{{3, 1}, {3, 3}, {5, 0}, {5, 2}}));
    BOOST_TEST((sorted_by_the_list({{1, 0}, {0, 1}}) == std::vector<stamped>{{0, 1}, {1, 0}}));
}

BOOST_AUTO_TEST_CASE(does_what_the_standard_library_does) {
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    for (std::size_t n = 0; n < 130; ++n) {
        std::vector<stamped> lines;
        for (std::size_t i = 0; i < n; ++i) {
            lines.emplace_back(static_cast<std::int64_t>(random() % (n / 2 + 1)), static_cast<int>(i));
        }
        auto const sorted = sorted_by_the_list(lines);
        std::ranges::sort(lines);  // the number is the order of recording
        if (sorted != lines) BOOST_ERROR("with " << n << " lines");
    }
}

BOOST_AUTO_TEST_SUITE_END()
