// SPDX-License-Identifier: BSL-1.0
#include <logdefer/transaction/sealer.hpp>

#include "support/contents_of.hpp"
#include "support/recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace {

using namespace logdefer::detail;
using logdefer::merge_data;
using support::contents_of;
using support::recording;
using namespace std::chrono_literals;

constexpr auto epoch = 1'700'000'000s;

}  // namespace

BOOST_AUTO_TEST_SUITE(sealing)

BOOST_AUTO_TEST_CASE(ends_no_earlier_than_the_last_entry) {
    recording r;
    r.line(5ms, 30, "late");
    BOOST_TEST(contents_of(r.seal(1ms)) == "end 5, 5 late");
    recording timed;
    timed.timer("late", 1ms, 9ms);
    BOOST_TEST(contents_of(timed.seal(1ms)) == "end 9, late 1..9");
}

BOOST_AUTO_TEST_CASE(names_every_outcome_but_a_good_one) {
    using logdefer::outcome;
    for (auto const result :
         {outcome::ok, outcome::exception, outcome::cancelled, outcome::abandoned, outcome::unterminated}) {
        recording r;
        r.entries().set_outcome(result);
        auto const name = outcome_names[static_cast<std::size_t>(result)];
        BOOST_TEST(contents_of(r.seal(0ms))
                   == (result == outcome::ok ? "end 0" : "end 0, outcome " + std::string{name}));
    }
}

BOOST_AUTO_TEST_CASE(reduced_to_a_stub_keeps_times_outcome_and_counts) {
    recording r;
    r.line(1ms, 30, "a");
    r.line(1ms, 30, "b");
    r.data("c", 1);
    r.timer("d", 1ms, 2ms);
    r.entries().set_outcome(logdefer::outcome::exception);
    (void)r.seal(7ms);
    auto const stub = r.stub();
    BOOST_TEST(contents_of(stub) == "end 7, outcome exception, dropped {data=1 logs=2 timers=1 }");
    BOOST_TEST((stub.start() == epoch));
    BOOST_TEST(stub.timers().empty());
}

BOOST_AUTO_TEST_SUITE_END()
