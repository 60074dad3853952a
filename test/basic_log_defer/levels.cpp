// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <string_view>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

namespace {

struct service_levels {
    static constexpr int threshold = 50;
    static constexpr std::string_view name(int level) noexcept {
        return level == 25 ? "notice" : level == 50 ? "trace" : default_levels::name(level);
    }
    template <class Log>
    struct members : default_levels::members<Log> {
        LOGDEFER_LEVEL(notice, 25)
        LOGDEFER_LEVEL(trace, 50)
        LOGDEFER_LEVEL(noise, 60)
    };
};

struct warnings_only : default_levels {
    static constexpr int threshold = 20;
};

template <class Levels>
using fixture = basic_log_fixture<basic_log_defer<manual_clock, json_serializer, Levels>>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_numbers_are_those_of_the_siblings, log_fixture) {
    clock.advance(10ms);
    log.error("e");
    clock.advance(10ms);
    log.warn("w");
    clock.advance(10ms);
    log.info("i");
    clock.advance(10ms);
    log.debug("d");
    BOOST_TEST(finish()
               == record_of(R"("end":0.040000,"logs":[[0.010000,10,"e"],[0.020000,20,"w"],)"
                            R"([0.030000,30,"i"],[0.040000,40,"d"]])"));
}

BOOST_FIXTURE_TEST_CASE(any_number_is_a_level, log_fixture) {
    log.add_log(25, "n");
    log.add_log(0, "zero");
    log.add_log(-5, "neg");
    log.add_log(1'000'000, "huge");
    log.add_log(std::numeric_limits<int>::max(), "max");
    log.add_log(std::numeric_limits<int>::min(), "min");
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,25,"n"],[0.000000,0,"zero"],[0.000000,-5,"neg"],)"
                               R"([0.000000,1000000,"huge"],[0.000000,2147483647,"max"],)"
                               R"([0.000000,-2147483648,"min"])"));
}

BOOST_AUTO_TEST_CASE(a_level_set_names_levels_of_its_own_and_inherits_others) {
    fixture<service_levels> f;
    f.log.notice("n", {{"a", 1}}, 2);
    f.log.trace([] { return "t"; });
    f.log.warn("w");
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,25,"n",{"a":1},2],[0.000000,50,"t"],[0.000000,20,"w"])"));
}

BOOST_AUTO_TEST_SUITE(threshold)

BOOST_AUTO_TEST_CASE(calls_above_it_record_nothing_whatever_the_verbosity) {
    fixture<service_levels> f;
    f.log.noise("n");
    f.log.add_log(51, "above");
    f.log.add_log(50, "at");
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,50,"at"])"));
}

BOOST_AUTO_TEST_CASE(above_it_no_callable_runs_but_arguments_are_evaluated) {
    fixture<warnings_only> f;
    int runs = 0;
    int evaluated = 0;
    f.log.info([&] { return ++runs, "lazy"; });
    f.log.add_log(21, [&] { return ++runs, "lazy"; });
    f.log.debug("eager", ++evaluated);
    BOOST_TEST(runs == 0);
    BOOST_TEST(evaluated == 1);
    BOOST_TEST(f.finish() == record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(the_verbosity_does_not_raise_it) {
    fixture<warnings_only> f{40};
    f.log.warn("w");
    f.log.info("i");
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,20,"w"])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(verbosity)

BOOST_AUTO_TEST_CASE(lines_at_a_greater_level_are_not_recorded) {
    log_fixture f{20};
    f.log.error("A");
    f.log.warn("B", {{"asdf", 5}});
    f.log.info("C");
    f.log.debug("D");
    f.log.add_log(19, "HI");
    f.log.add_log(21, "LO");
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,10,"A"],[0.000000,20,"B",{"asdf":5}],[0.000000,19,"HI"])"));
}

BOOST_AUTO_TEST_CASE(data_and_timers_have_no_level) {
    log_fixture f{0};
    f.log.error("e");
    f.log.data("k", 1);
    (void)f.log.timer("t");
    f.clock.advance(1s);
    f.log.toggle_timer("u");
    BOOST_TEST(f.finish()
               == record_of(R"("end":1.000000,"data":{"k":1},)"
                            R"("timers":[["t",0.000000,0.000000],["u",1.000000,1.000000]])"));
}

BOOST_AUTO_TEST_CASE(the_extremes_keep_all_and_only_the_least) {
    log_fixture all{std::numeric_limits<int>::max()};
    all.log.add_log(std::numeric_limits<int>::max(), "m");
    BOOST_TEST(all.finish() == instant_logs(R"([0.000000,2147483647,"m"])"));
    log_fixture least{std::numeric_limits<int>::min()};
    least.log.add_log(std::numeric_limits<int>::min() + 1, "no");
    least.log.add_log(std::numeric_limits<int>::min(), "yes");
    BOOST_TEST(least.finish() == instant_logs(R"([0.000000,-2147483648,"yes"])"));
}

BOOST_AUTO_TEST_SUITE_END()
