// SPDX-License-Identifier: BSL-1.0
#include "record/critical_path.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <random>

namespace viz {

std::ostream& operator<<(std::ostream& out, path_step const& s) {
    return out << '{' << s.timer << ' ' << s.begin.count() << '-' << s.end.count() << " at " << s.depth << '}';
}

}  // namespace viz

namespace {

using std::chrono::nanoseconds;
using namespace std::chrono_literals;

using steps = std::vector<viz::path_step>;
constexpr auto wait = viz::path_step::no_timer;

BOOST_AUTO_TEST_CASE(timers_one_after_the_other_are_a_chain_with_waits) {
    BOOST_TEST(viz::critical_path({{1s, 4s}, {5s, 9s}}, 10s)
                   == (steps{{wait, 0s, 1s, 0}, {0, 1s, 4s, 0}, {wait, 4s, 5s, 0}, {1, 5s, 9s, 0}, {wait, 9s, 10s, 0}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_timers_that_ran_at_once_the_one_that_ended_last_decides) {
    BOOST_TEST(viz::critical_path({{0s, 3s}, {0s, 5s}, {5s, 6s}, {4500ms, 10s}}, 10s)
                   == (steps{{1, 0s, 4500ms, 0},
                             {0, 0s, 3s, 1},
                             {wait, 3s, 4500ms, 1},
                             {3, 4500ms, 10s, 0},
                             {wait, 4500ms, 5s, 1},
                             {2, 5s, 6s, 1},
                             {wait, 6s, 10s, 1}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(timers_that_took_no_time_are_no_steps) {
    BOOST_TEST(viz::critical_path({{0s, 10s}, {3s, 3s}}, 10s) == (steps{{0, 0s, 10s, 0}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(timers_beyond_the_record_are_cut_to_it) {
    BOOST_TEST(viz::critical_path({{-1s, 3s}, {2s, 20s}, {11s, 12s}}, 10s) == (steps{{0, 0s, 2s, 0}, {1, 2s, 10s, 0}}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_record_without_timers_waits_and_one_without_duration_has_no_steps) {
    BOOST_TEST(viz::critical_path({}, 1s) == (steps{{wait, 0s, 1s, 0}}), boost::test_tools::per_element());
    BOOST_TEST(viz::critical_path({{0s, 0s}}, 0s).empty());
}

BOOST_AUTO_TEST_CASE(the_steps_of_a_level_fill_the_time_whatever_the_timers) {
    std::random_device seeds;
    auto const seed = seeds();
    std::mt19937 random{seed};
    for (int round = 0; round < 2000; ++round) {
        std::vector<viz::interval> timers(random() % 8);
        for (auto& t : timers) {
            t.start = nanoseconds{random() % 12} - 1ns;
            t.end = t.start + nanoseconds{random() % 8};
        }
        nanoseconds at{0};
        for (auto const& step : viz::critical_path(timers, 10ns)) {
            if (step.depth > 0) continue;
            BOOST_TEST(step.begin.count() == at.count(), "seed " << seed);
            BOOST_TEST(step.end.count() > step.begin.count(), "seed " << seed);
            at = step.end;
        }
        BOOST_TEST(at.count() == 10, "seed " << seed);
    }
}

}  // namespace
