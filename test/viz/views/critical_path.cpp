// SPDX-License-Identifier: BSL-1.0
#include "views/critical_path.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <random>

namespace viz {

std::ostream& operator<<(std::ostream& out, path_step const& s) {
    return out << '{' << s.timer << ' ' << s.begin << '-' << s.end << " at " << s.depth << '}';
}

}  // namespace viz

namespace {

using steps = std::vector<viz::path_step>;
constexpr auto wait = viz::path_step::no_timer;

BOOST_AUTO_TEST_CASE(timers_one_after_the_other_are_a_chain_with_waits) {
    BOOST_TEST(viz::critical_path({{1, 4}, {5, 9}}, 10)
                   == (steps{{wait, 0, 1, 0}, {0, 1, 4, 0}, {wait, 4, 5, 0}, {1, 5, 9, 0}, {wait, 9, 10, 0}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_timers_that_ran_at_once_the_one_that_ended_last_decides) {
    BOOST_TEST(viz::critical_path({{0, 3}, {0, 5}, {5, 6}, {4.5, 10}}, 10)
                   == (steps{{1, 0, 4.5, 0},
                             {0, 0, 3, 1},
                             {wait, 3, 4.5, 1},
                             {3, 4.5, 10, 0},
                             {wait, 4.5, 5, 1},
                             {2, 5, 6, 1},
                             {wait, 6, 10, 1}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(timers_that_took_no_time_are_no_steps) {
    BOOST_TEST(viz::critical_path({{0, 10}, {3, 3}}, 10) == (steps{{0, 0, 10, 0}}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(timers_beyond_the_record_are_cut_to_it) {
    BOOST_TEST(viz::critical_path({{-1, 3}, {2, 20}, {11, 12}}, 10) == (steps{{0, 0, 2, 0}, {1, 2, 10, 0}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_without_timers_waits_and_one_without_duration_has_no_steps) {
    BOOST_TEST(viz::critical_path({}, 1) == (steps{{wait, 0, 1, 0}}), boost::test_tools::per_element());
    BOOST_TEST(viz::critical_path({{0, 0}}, 0).empty());
}

BOOST_AUTO_TEST_CASE(the_steps_of_a_level_fill_the_time_whatever_the_timers) {
    std::random_device seeds;
    auto const seed = seeds();
    std::mt19937 random{seed};
    for (int round = 0; round < 2000; ++round) {
        std::vector<viz::interval> timers(random() % 8);
        for (auto& t : timers) {
            t.start = static_cast<double>(random() % 12) - 1;
            t.end = t.start + static_cast<double>(random() % 8);
        }
        double at = 0;
        for (auto const& step : viz::critical_path(timers, 10)) {
            if (step.depth > 0) continue;
            BOOST_TEST(step.begin == at, "seed " << seed);
            BOOST_TEST(step.end > step.begin, "seed " << seed);
            at = step.end;
        }
        BOOST_TEST(at == 10, "seed " << seed);
    }
}

}  // namespace
