// SPDX-License-Identifier: BSL-1.0
#include <logdefer/logdefer.hpp>

#include "for_all.hpp"
#include "simulation.hpp"

#include <boost/test/unit_test.hpp>

using property::for_all;
using property::random_source;
using property::simulation;

BOOST_AUTO_TEST_CASE(a_random_transaction_is_recorded_as_the_model_says) {
    for_all(6000, [](random_source& random) {
        simulation log{random, {.merge = true}};
        log.run(random.below(random.one_in(20) ? 200 : 30));
    });
}

BOOST_AUTO_TEST_CASE(a_random_record_of_several_logs_is_as_the_model_says) {
    for_all(4000, [](random_source& random) {
        simulation logs{random, {.fork = true, .merge = true}};
        logs.run(random.below(random.one_in(20) ? 200 : 40));
    });
}

BOOST_AUTO_TEST_CASE(a_random_record_that_settings_decide_about_is_as_the_model_says) {
    for_all(2000, [](random_source& random) {
        simulation logs{random, {.fork = true, .merge = true, .decide = true}};
        logs.run(random.below(random.one_in(20) ? 200 : 40));
    });
}
