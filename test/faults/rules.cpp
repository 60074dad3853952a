// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

#include "allocations.hpp"

#include <logdefer/settings/decision.hpp>

#include <support/recording.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace {

using namespace std::chrono_literals;
using logdefer::rule;

/// Makes a rule of conditions of all kinds, none of which holds.
template <class Predicate>
rule never(Predicate const& predicate) {
    rule const by_time = logdefer::slower_than(1h) || logdefer::timer_slower_than("db", 1h);
    rule const by_chance = logdefer::sample_by("user", 0.0) || logdefer::at_most(0, 1s, "user");
    return (by_time && by_chance) || (logdefer::has_level(1) && !rule{predicate});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_rule_keeps_every_record_whichever_allocation_fails_and_nothing_leaks) {
    auto const blocks = faults::live_blocks();
    {
        support::recording recording;
        auto const record = recording.seal(1ms);
        auto const predicate = [text = std::string(100, 'x')](logdefer::record_view const&) { return text.empty(); };
        bool failed = true;
        std::size_t failures = 0;
        for (std::size_t n = 0; failed; ++n) {
            bool kept = false;
            {
                faults::armed const counter{{n, 1}};
                rule const r = never(predicate);
                kept = logdefer::detail::decide(r, record).kept;
                failed = counter.seen() > n;
            }
            failures += failed ? 1U : 0U;
            BOOST_TEST(kept == failed);
        }
        BOOST_TEST(failures > 15U);
    }
    BOOST_TEST(faults::live_blocks() == blocks);
}

BOOST_AUTO_TEST_CASE(a_rule_is_copied_and_evaluated_without_allocation) {
    support::recording recording;
    recording.data("user", "jane");
    recording.line(0ns, 30, "as usual");
    auto const record = recording.seal(1ms);
    rule const r = never([](logdefer::record_view const& each) { return each.end() > 1h; }) || logdefer::sample(0.5)
                   || logdefer::at_most(10, 1s, "user");
    faults::armed const counter;
    for (int i = 0; i < 100; ++i) (void)logdefer::detail::decide(rule{r}, record);
    BOOST_TEST(counter.seen() == 0U);
}
