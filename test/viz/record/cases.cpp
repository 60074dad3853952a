// SPDX-License-Identifier: BSL-1.0
/// The program's rules for records of all forms, by the table that the report's page is held to as well.
#include "record/facts.hpp"

#include "formats/text.hpp"
#include "record/time.hpp"
#include "viz/support.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace {

namespace bj = boost::json;

bj::value number_or_null(std::optional<double> number) { return number ? bj::value(*number) : bj::value(nullptr); }

double seconds(std::chrono::nanoseconds time) { return viz::json::seconds_in(time); }

bj::object told(viz::record const& r) {
    auto const duration = viz::duration_of(r);
    bj::array lines;
    for (auto const& line : r.lines) {
        lines.push_back(
            bj::array{seconds(viz::json::nanoseconds_of(line.offset)), number_or_null(viz::level_of(line))});
    }
    bj::array timers;
    for (auto const& timer : r.timers) {
        auto const ran = viz::interval_of(timer, duration);
        bj::array times{viz::text_of(timer.name), seconds(ran.start), seconds(ran.end)};
        if (timer.end.empty()) times.emplace_back("open");
        timers.push_back(std::move(times));
    }
    return {{"start", number_or_null(viz::start_of(r))},
            {"duration", seconds(duration)},
            {"outcome", viz::text_of(viz::outcome_of(r))},
            {"lines", std::move(lines)},
            {"timers", std::move(timers)}};
}

/// Returns the value with all its numbers as doubles.
bj::value with_doubles(bj::value value) {
    if (value.is_number()) return value.to_number<double>();
    if (auto* const list = value.if_array()) {
        for (auto& element : *list) element = with_doubles(element);
    } else if (auto* const object = value.if_object()) {
        for (auto& member : *object) member.value() = with_doubles(member.value());
    }
    return value;
}

bj::array table() {
    auto const& arguments = boost::unit_test::framework::master_test_suite();
    BOOST_TEST_REQUIRE(arguments.argc == 2);
    std::ifstream file{arguments.argv[1]};
    return bj::parse(std::string{std::istreambuf_iterator<char>{file}, {}}).as_array();
}

BOOST_AUTO_TEST_CASE(every_record_of_the_table_follows_its_rule) {
    auto const cases = table();
    BOOST_TEST(cases.size() > 30);
    for (auto const& one : cases) {
        bj::object wanted = one.as_object();
        viz_test::read_line read{std::string{one.at("record").as_string()}};
        std::string const rule{one.at("rule").as_string()};
        BOOST_TEST_CONTEXT(rule) {
            wanted.erase("record");
            wanted.erase("rule");
            bj::value const got = told(*read.record());
            BOOST_TEST(bj::value(with_doubles(wanted)) == got, bj::serialize(got));
        }
    }
}

}  // namespace
