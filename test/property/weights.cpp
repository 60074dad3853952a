// SPDX-License-Identifier: BSL-1.0

/// Checks that the weights of the kept records add up to the number of all records, whatever the rule is.

#include <logdefer/settings/decision.hpp>
#include <logdefer/settings/rules.hpp>
#include <logdefer/testing.hpp>

#include "for_all.hpp"
#include "support/recording.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using logdefer::at_most;
using logdefer::failed;
using logdefer::rule;
using logdefer::sample;
using logdefer::sample_by;
using logdefer::slower_than;

namespace {

struct named_rule {
    std::string_view name;
    rule (*make)();

    friend std::ostream& operator<<(std::ostream& out, named_rule const& r) { return out << r.name; }
};

/// A rule that contains the same one twice.
rule twice(rule const& r) { return (failed && r) || (slower_than(5ms) && r); }

std::vector<named_rule> const rules{
    {"sample", [] { return sample(0.3); }},
    {"not sample", [] { return !sample(0.3); }},
    {"sample or sample", [] { return sample(0.1) || sample(0.2); }},
    {"sample and sample", [] { return sample(0.5) && sample(0.4); }},
    {"the same sample twice", [] { return sample(0.1) || twice(sample(0.2)); }},
    {"failed or sample", [] { return failed || sample(0.05); }},
    {"sample or failed", [] { return sample(0.05) || failed; }},
    {"one sample for the failed ones, another one for the others",
     [] { return (failed && sample(0.5)) || (!failed && sample(0.05)); }},
    {"one key at two rates", [] { return (failed && sample_by("user", 0.5)) || sample_by("user", 0.1); }},
    {"one key between two rates", [] { return sample_by("user", 0.5) && !sample_by("user", 0.2); }},
    {"a key and a sample", [] { return sample_by("user", 0.5) && sample(0.5); }},
    {"at most", [] { return at_most(3, 1ms); }},
    {"at most of a key", [] { return at_most(1, 20ms, "user"); }},
    {"failed or at most", [] { return failed || at_most(3, 1ms); }},
    {"sample or at most", [] { return sample(0.2) || at_most(3, 1ms); }},
    {"at most or sample", [] { return at_most(3, 1ms) || sample(0.2); }},
    {"sample and at most", [] { return sample(0.5) && at_most(3, 1ms); }},
    {"at most and sample", [] { return at_most(8, 1ms) && sample(0.5); }},
    {"at most of a key and of all", [] { return at_most(1, 20ms, "user") && at_most(4, 1ms); }},
    {"at most in one of two windows", [] { return at_most(2, 1ms) || at_most(5, 3ms); }},
    {"not at most", [] { return !at_most(8, 1ms); }},
    {"the same budget twice", [] { return sample(0.1) || twice(at_most(3, 1ms)); }},
    {"everything", [] { return (failed || sample(0.2)) && (sample_by("user", 0.5) || at_most(2, 1ms)); }},
};

/// Records that end one after the other, about ten in a millisecond.
class traffic {
public:
    explicit traffic(std::uint64_t seed) : engine_(seed) {}

    /// Returns the weight of the next record, which ends `pause` after the one before: 0 if it is dropped.
    double next(rule const& r, std::chrono::nanoseconds pause) {
        auto const duration = std::chrono::microseconds{engine_() % 10'000};
        end_ += pause;
        support::recording record{end_ - duration};
        record.data("user", engine_() % users);
        if (engine_() % 20 == 0) record.line(0ns, 10, "failed");
        auto const decided = logdefer::detail::decide(r, record.seal(duration));
        return decided.kept ? 1 / decided.sample_rate : 0;
    }

    /// Returns the weight of the next record of a busy period.
    double next(rule const& r) { return next(r, std::chrono::microseconds{engine_() % 200}); }

private:
    static constexpr std::uint64_t users = 1'000'000'000;  // hardly one repeats: each is a draw of its own

    std::mt19937_64 engine_;
    std::chrono::nanoseconds end_ = 1'700'000'000s;
};

}  // namespace

// The sums of many batches have the size of a batch as their mean, within three times the mean's standard deviation.
BOOST_DATA_TEST_CASE(the_weights_of_the_kept_records_add_up_to_all_records, boost::unit_test::data::make(rules), r) {
    constexpr std::size_t batches = 100;
    constexpr std::size_t batch = 10'000;
    constexpr std::size_t calm = 200;  // records at the end of a batch, each of which finds all budgets full
    auto const seed = property::first_seed();
    traffic records{seed};
    logdefer::testing::seed_samples(seed);
    double sum = 0;
    double squares = 0;
    rule const tested = r.make();
    for (std::size_t b = 0; b < batches; ++b) {
        double error = -static_cast<double>(batch);
        for (std::size_t i = 0; i < batch - calm; ++i) error += records.next(tested);
        for (std::size_t i = 0; i < calm; ++i) error += records.next(tested, 1s);
        sum += error;
        squares += error * error;
    }
    double const mean = sum / batches;
    double const deviation = std::sqrt((squares / batches - mean * mean) / batches);
    BOOST_TEST_CONTEXT("run again with LOGDEFER_SEED=" << seed) {
        BOOST_TEST(std::abs(mean) <= 3 * deviation + 1e-6);
        BOOST_TEST(deviation < 0.01 * batch);  // otherwise the test would show nothing
    }
}
