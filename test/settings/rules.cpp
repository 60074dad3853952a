// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

#include <logdefer/settings/decision.hpp>

#include "support/decided.hpp"
#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using logdefer::failed;
using logdefer::rule;
using logdefer::detail::decide;
using logdefer::detail::verdict;
using support::keeps;
using support::log_type;
using support::plain_record;
using support::record_of;

BOOST_AUTO_TEST_SUITE(a_condition)

BOOST_AUTO_TEST_CASE(failed_holds_for_an_outcome_and_for_an_error) {
    BOOST_TEST(!keeps(failed, plain_record()));
    BOOST_TEST(!keeps(failed, record_of([](log_type& log, auto&) { log.warn("nearly"); })));
    BOOST_TEST(keeps(failed, record_of([](log_type& log, auto&) { log.error("really"); })));
    BOOST_TEST(keeps(failed, record_of([](log_type& log, auto&) { log.add_log(9, "worse"); })));
    BOOST_TEST(!keeps(failed, record_of([](log_type& log, auto&) { log.add_log(11, "better"); })));
    BOOST_TEST(keeps(failed, record_of([](log_type& log, auto&) { log.outcome(logdefer::outcome::cancelled); })));
    BOOST_TEST(keeps(failed, record_of([](log_type& log, auto&) { log.outcome("refused"); })));
    BOOST_TEST(!keeps(failed, record_of([](log_type& log, auto&) { log.outcome(logdefer::outcome::ok); })));
    BOOST_TEST(!keeps(failed, record_of([](log_type& log, auto&) { log.data("outcome", "failed"); })));
}

BOOST_AUTO_TEST_CASE(slower_than_compares_the_duration_of_the_record) {
    auto const took = [](std::chrono::nanoseconds t) {
        return record_of([t](log_type&, logdefer::manual_clock const& clock) { clock.advance(t); });
    };
    BOOST_TEST(!keeps(logdefer::slower_than(300ms), took(300ms)));
    BOOST_TEST(keeps(logdefer::slower_than(300ms), took(300ms + 1ns)));
    BOOST_TEST(!keeps(logdefer::slower_than(0s), took(0s)));
    BOOST_TEST(keeps(logdefer::slower_than(-1s), took(0s)));
    BOOST_TEST(!keeps(logdefer::slower_than(std::chrono::nanoseconds::max()), took(1h)));
}

BOOST_AUTO_TEST_CASE(has_level_compares_the_lines) {
    auto const at = [](int level) {
        return record_of([level](log_type& log, auto&) {
            log.debug("before");
            log.add_log(level, "at the level");
            log.debug("behind");
        });
    };
    BOOST_TEST(keeps(logdefer::has_level(20), at(20)));
    BOOST_TEST(keeps(logdefer::has_level(20), at(10)));
    BOOST_TEST(keeps(logdefer::has_level(20), at(-1)));
    BOOST_TEST(!keeps(logdefer::has_level(20), at(21)));
    BOOST_TEST(!keeps(logdefer::has_level(50), record_of([](log_type&, auto&) {})));
}

BOOST_AUTO_TEST_CASE(sample_keeps_all_or_nothing_at_the_ends_of_its_range) {
    auto const record = plain_record();
    for (double const all : {1.0, 1.5, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
        BOOST_TEST(keeps(logdefer::sample(all), record));
    }
    for (double const nothing : {0.0, -0.0, -1.0, -1e300}) BOOST_TEST(!keeps(logdefer::sample(nothing), record));
}

BOOST_AUTO_TEST_CASE(sample_states_its_rate_only_where_it_was_decisive) {
    using logdefer::detail::verdict;
    auto const good = plain_record();
    auto const bad = record_of([](log_type& log, auto&) { log.error("bad"); });
    for (int i = 0; i < 100; ++i) {
        auto const sampled = logdefer::detail::decide(failed || logdefer::sample(0.25), good.view());
        BOOST_TEST((!sampled.kept || sampled.sample_rate == 0.25));
        BOOST_TEST((logdefer::detail::decide(failed || logdefer::sample(0.1), bad.view()) == verdict{true, 1}));
        BOOST_TEST((logdefer::detail::decide(logdefer::sample(0.1) || failed, bad.view()) == verdict{true, 1}));
    }
}

BOOST_AUTO_TEST_CASE(sample_is_drawn_once_for_all_copies_and_sample_by_once_for_all_rates_of_a_key) {
    rule const half = logdefer::sample(0.5);
    rule const contradiction = logdefer::sample(0.0) || (half && !half);
    rule const by_key =
        logdefer::sample(0.0) || (logdefer::sample_by("user", 0.2) && !logdefer::sample_by("user", 0.5));
    auto const record = plain_record();
    for (int i = 0; i < 100; ++i) {
        BOOST_TEST(!keeps(contradiction, record));
        BOOST_TEST(!keeps(by_key, record));  // without the key, too
    }
}

BOOST_AUTO_TEST_CASE(sample_does_not_change_the_rate_if_it_was_drawn_in_vain) {
    rule const r = (logdefer::sample(0.1) && failed) || logdefer::sample(0.3);
    auto const record = plain_record();
    for (int i = 0; i < 100; ++i) {
        auto const decided = decide(r, record.view());
        BOOST_TEST((!decided.kept || decided.sample_rate == 0.3));
    }
}

BOOST_AUTO_TEST_CASE(is_tested_at_most_once_also_where_chance_is_involved) {
    int calls = 0;
    rule const counted = [&calls](logdefer::record_view const&) {
        ++calls;
        return true;
    };
    auto const record = plain_record();
    rule const r = !logdefer::sample(0.5) && counted;
    int kept = 0;
    for (int i = 0; i < 100; ++i) kept += decide(r, record.view()).kept ? 1 : 0;
    BOOST_TEST(calls == kept);
}

BOOST_AUTO_TEST_CASE(timer_slower_than_compares_every_timer_of_its_name) {
    auto const record = record_of([](log_type& log, logdefer::manual_clock const& clock) {
        clock.advance(1s);
        for (auto const duration : {10ms, 30ms, 20ms}) {
            auto const query = log.timer("db");
            clock.advance(duration);
        }
        auto const other = log.timer("render");
        clock.advance(50ms);
    });
    BOOST_TEST(keeps(logdefer::timer_slower_than("db", 29ms), record));
    BOOST_TEST(!keeps(logdefer::timer_slower_than("db", 30ms), record));
    BOOST_TEST(keeps(logdefer::timer_slower_than(std::string{"render"}, 30ms), record));
    BOOST_TEST(!keeps(logdefer::timer_slower_than("d", 0ms), record));
    BOOST_TEST(!keeps(logdefer::timer_slower_than("", 0ms), record));
}

BOOST_AUTO_TEST_CASE(sample_by_decides_alike_for_equal_values_and_keeps_more_at_a_greater_rate) {
    std::size_t kept = 0;
    for (int user = 0; user < 1000; ++user) {
        auto const number = record_of([user](log_type& log, auto&) { log.data("user", user); });
        auto const text = record_of([user](log_type& log, auto&) {
            log.data("other", "x");
            log.data("user", std::to_string(user));
        });
        auto const low = decide(logdefer::sample_by("user", 0.1), number.view());
        auto const high = decide(logdefer::sample_by("user", 0.4), text.view());
        BOOST_TEST((decide(logdefer::sample_by("user", 0.1), text.view()) == low));
        BOOST_TEST((decide(logdefer::sample_by("user", 0.4), number.view()) == high));
        BOOST_TEST((!low.kept || (low.sample_rate == 0.1 && high.kept)));
        BOOST_TEST((!high.kept || high.sample_rate == 0.4));
        kept += high.kept ? 1U : 0U;
    }
    BOOST_TEST(kept > 350U);
    BOOST_TEST(kept < 450U);
}

BOOST_AUTO_TEST_CASE(sample_by_samples_records_without_the_member) {
    rule const r = logdefer::sample_by("user", 0.5);
    std::size_t kept = 0;
    for (int i = 0; i < 100; ++i) kept += decide(r, plain_record().view()).kept ? 1U : 0U;
    BOOST_TEST(kept > 10U);
    BOOST_TEST(kept < 90U);
}

BOOST_AUTO_TEST_CASE(at_most_keeps_its_number_of_records_and_the_next_one_stands_for_the_others) {
    logdefer::manual_clock const clock;
    rule const r = failed || logdefer::at_most(2, 1s);
    auto const decided = [&](bool is_failure = false) {
        log_type log{[](std::string_view) {}, clock};
        if (is_failure) log.error("failed");
        logdefer::record record;
        BOOST_REQUIRE(!log.finish(record));
        return decide(r, record.view());
    };
    for (int i = 0; i < 2; ++i) BOOST_TEST((decided() == verdict{true, 1}));
    for (int i = 0; i < 3; ++i) BOOST_TEST((decided() == verdict{false, 1}));
    BOOST_TEST((decided(true) == verdict{true, 1}));  // does not need the budget
    clock.advance(1s);
    BOOST_TEST((decided(true) == verdict{true, 1}));
    BOOST_TEST((decided() == verdict{true, 0.25}));
    BOOST_TEST((decided() == verdict{true, 1}));
    BOOST_TEST((decided() == verdict{false, 1}));
}

BOOST_AUTO_TEST_CASE(at_most_uses_the_budget_only_when_it_is_tested) {
    rule const budget = logdefer::at_most(1, 1h);
    auto const bad = record_of([](log_type& log, auto&) { log.error("bad"); });
    BOOST_TEST(!keeps(failed && budget, plain_record()));
    BOOST_TEST(keeps(failed && budget, bad));  // copies share the budget, which is still there
    BOOST_TEST(!keeps(budget, plain_record()));
}

BOOST_AUTO_TEST_CASE(at_most_counts_the_window_in_which_a_record_ends) {
    auto const r = logdefer::at_most(1, 1s);
    auto const took = [](std::chrono::nanoseconds t) {
        return record_of([t](log_type&, logdefer::manual_clock const& clock) { clock.advance(t); });
    };
    BOOST_TEST(keeps(r, took(1ms)));
    BOOST_TEST(!keeps(r, took(999ms)));
    BOOST_TEST(decide(r, took(1s).view()).kept);
}

BOOST_AUTO_TEST_CASE(at_most_has_a_budget_for_each_value_of_its_key) {
    auto const of = [](char const* user) {
        return record_of([user](log_type& log, auto&) { log.data("user", {{"id", user}}); });
    };
    auto const r = logdefer::at_most(1, 1s, "user.id");
    BOOST_TEST(keeps(r, of("jane")));
    BOOST_TEST(keeps(r, of("joe")));
    BOOST_TEST(!keeps(r, of("jane")));
    BOOST_TEST(keeps(r, plain_record()));
    BOOST_TEST(!keeps(r, plain_record()));
}

BOOST_AUTO_TEST_CASE(at_most_is_exact_if_several_threads_share_it) {
    constexpr std::size_t threads = 4;
    constexpr std::size_t windows = 20;
    constexpr std::size_t records = 200;  // of each thread in each window
    rule const shared = logdefer::at_most(7, 1s);
    std::atomic<std::size_t> kept = 0;
    std::atomic<long> weight = 0;
    auto const decide_at = [&](rule const& r, std::size_t window) {
        support::recording recording{1'700'000'000s + std::chrono::seconds{window}};
        auto const decided = decide(r, recording.seal(1ms));
        if (decided.kept) weight += std::lround(1 / decided.sample_rate);
        return decided.kept;
    };
    {
        std::vector<std::jthread> all;
        for (std::size_t t = 0; t < threads; ++t) {
            all.emplace_back([&] {
                rule const copy = shared;
                for (std::size_t i = 0; i < windows * records; ++i) {
                    auto const window = i / records;
                    if (decide_at(copy, window)) ++kept;
                }
            });
        }
    }
    BOOST_TEST(kept <= 7 * windows);         // a late record counts in the last window, so not for each
    BOOST_TEST(decide_at(shared, windows));  // stands for those that are carried at the end
    BOOST_TEST(weight == static_cast<long>(threads * windows * records + 1));
}

BOOST_AUTO_TEST_CASE(at_most_takes_what_is_out_of_its_range_for_the_nearest_value) {
    BOOST_TEST(!keeps(logdefer::at_most(0, 1s), plain_record()));
    BOOST_TEST(keeps(logdefer::at_most(std::numeric_limits<std::uint64_t>::max(), 1s), plain_record()));
    for (auto const shortest : {std::chrono::nanoseconds::min(), -1ns, 0ns, 1ns, 999'999ns}) {
        auto const r = logdefer::at_most(1, shortest);
        auto const record_at = [](std::chrono::nanoseconds t) {
            return record_of([t](log_type&, logdefer::manual_clock const& clock) { clock.advance(t); });
        };
        BOOST_TEST(keeps(r, record_at(0ns)));
        BOOST_TEST(!keeps(r, record_at(0ns)));
        BOOST_TEST(!keeps(r, record_at(1ns)));
        for (int i = 1; i < 20; ++i) BOOST_TEST(decide(r, record_at(i * 3s).view()).kept);
        BOOST_TEST(decide(r, record_at(57s + 1ms).view()).kept);
    }
}

BOOST_AUTO_TEST_SUITE_END()
