// SPDX-License-Identifier: BSL-1.0
#include "counting/distribution.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace {

/// Returns the duration that is at `part` of the sorted durations.
double exact_percentile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    auto const rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    return values.at(std::max<std::size_t>(rank, 1) - 1);
}

BOOST_AUTO_TEST_CASE(percentiles_are_no_further_off_than_the_error_says) {
    std::random_device seeds;
    auto const seed = seeds();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    std::lognormal_distribution<double> durations{-3, 2};
    for (std::size_t const limit : {std::size_t{800}, viz::distribution::most_bins}) {
        viz::distribution d{limit};
        std::vector<std::vector<double>> values(3);
        for (int i = 0; i < 20'000; ++i) {
            auto const row = static_cast<std::uint32_t>(random() % values.size());
            values[row].push_back(durations(random));
            d.add(row, values[row].back());
        }
        d.seal();
        BOOST_TEST((d.error() > 0.001) == (limit == 800));
        for (std::uint32_t row = 0; row < values.size(); ++row) {
            for (double const part : {0.0, 0.5, 0.9, 0.99, 1.0}) {
                double const exact = exact_percentile(values[row], part);
                BOOST_TEST(std::abs(d.percentile(row, part) - exact) <= exact * d.error(), "seed " << seed);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_duration_with_a_weight_counts_as_often) {
    std::random_device seeds;
    auto const seed = seeds();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    std::lognormal_distribution<double> durations{-3, 2};
    viz::distribution weighted;
    viz::distribution repeated;
    for (int i = 0; i < 2000; ++i) {
        double const duration = durations(random);
        auto const weight = random() % 9 + 1;
        weighted.add(0, duration, static_cast<double>(weight));
        for (std::size_t n = 0; n < weight; ++n) repeated.add(0, duration);
    }
    weighted.seal();
    repeated.seal();
    for (int part = 0; part <= 1000; ++part) {
        BOOST_TEST(weighted.percentile(0, part * 0.001) == repeated.percentile(0, part * 0.001), "seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(durations_of_two_distributions_are_added_row_by_row) {
    viz::distribution coarse{100};
    for (int i = 1; i < 2000; ++i) coarse.add(7, i);
    viz::distribution fine;
    fine.add(1, 5000);
    fine.absorb(coarse, {0, 0, 0, 0, 0, 0, 0, 1});
    fine.seal();
    BOOST_TEST(fine.error() == coarse.error());
    BOOST_TEST(fine.percentile(1, 0.5) == 1000, boost::test_tools::tolerance(fine.error()));
    BOOST_TEST(fine.percentile(1, 1) == 5000, boost::test_tools::tolerance(fine.error()));
}

BOOST_AUTO_TEST_CASE(what_is_0_or_less_counts_as_0_and_a_row_without_durations_has_0) {
    viz::distribution d;
    d.add(1, -1);
    d.add(1, 0);
    d.seal();
    BOOST_TEST(d.percentile(1, 0.5) == 0);
    BOOST_TEST(d.percentile(0, 0.5) == 0);
}

BOOST_AUTO_TEST_CASE(rows_that_get_the_same_number_are_joined) {
    viz::distribution d;
    for (double const seconds : {1.0, 2.0}) d.add(0, seconds);
    for (double const seconds : {4.0, 8.0}) d.add(1, seconds);
    d.add(2, 16);
    d.renumber({5, 5, 0});
    d.seal();
    BOOST_TEST(std::abs(d.percentile(5, 1) - 8) <= 8 * d.error());
    BOOST_TEST(std::abs(d.percentile(5, 0.25) - 1) <= d.error());
    BOOST_TEST(std::abs(d.percentile(0, 1) - 16) <= 16 * d.error());
    BOOST_TEST(d.percentile(1, 1) == 0);
}

}  // namespace
