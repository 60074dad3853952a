// SPDX-License-Identifier: BSL-1.0
#include "record/joined_record.hpp"

#include "record/facts.hpp"
#include "record/time.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>

namespace {

using std::chrono::nanoseconds;

std::string joined(std::vector<std::string> const& parts) {
    viz::joined_record all;
    for (auto const& part : parts) {
        viz_test::read_line read{part};
        all.add(*read.record());
    }
    return all.json();
}

BOOST_AUTO_TEST_CASE(lines_and_timers_of_all_parts_count_from_the_start_of_the_first) {
    BOOST_TEST(
        joined({R"({"start":1700000000.5,"end":1,"logs":[[0.1,30,"a",{"k":1}]],"timers":[["t",0.1,0.2]]})",
                R"({"start":1700000001.5,"end":0.25,"logs":[[0.1,10,"b"]],"timers":[["u",0,0.2,{"busy":0.1}]]})"})
        == R"({"start":1700000000.5,"end":1.250000,"logs":[[0.1,30,"a",{"k":1}],[1.100000,10,"b"]],)"
           R"("timers":[["t",0.1,0.2],["u",1.000000,1.200000,{"busy":0.1}]]})");
}

BOOST_AUTO_TEST_CASE(it_ends_with_the_part_that_ends_last) {
    BOOST_TEST(joined({R"({"start":1,"end":9})", R"({"start":2,"logs":[[3,30,"no end"]]})"})
               == R"({"start":1,"end":9.000000,"logs":[[4.000000,30,"no end"]]})");
}

BOOST_AUTO_TEST_CASE(later_data_and_members_replace_earlier_ones_at_their_places) {
    BOOST_TEST(
        joined({R"({"start":1,"end":1,"data":{"a":1,"b":{"c":2}},"id":"x","part":1,"outcome":"failed","host":"h"})",
                R"({"start":1,"end":2,"data":{"d":4,"a":3},"id":"x","part":2,"pid":7,"host":"i"})"})
        == R"({"start":1,"end":2.000000,"data":{"a":3,"b":{"c":2},"d":4},)"
           R"("outcome":"failed","id":"x","host":"i","pid":7})");
}

BOOST_AUTO_TEST_CASE(data_that_is_no_object_is_replaced_as_a_whole) {
    BOOST_TEST(joined({R"({"start":1,"end":1,"data":{"a":1}})", R"({"start":1,"end":1,"data":[2]})"})
               == R"({"start":1,"end":1.000000,"data":[2]})");
    BOOST_TEST(joined({R"({"start":1,"end":1,"data":[2]})", R"({"start":1,"end":1,"data":{"a":1}})"})
               == R"({"start":1,"end":1.000000,"data":{"a":1}})");
}

BOOST_AUTO_TEST_CASE(counts_of_what_was_dropped_are_added) {
    BOOST_TEST(joined({R"({"start":1,"end":1,"dropped":{"logs":4000000000,"data":1}})",
                       R"({"start":1,"end":1,"dropped":{"logs":4000000000,"timers":2,"data":"?"}})",
                       R"({"start":1,"end":1,"dropped":{"timers":1}})"})
               == R"({"start":1,"end":1.000000,"dropped":{"logs":8000000000,"data":"?","timers":3}})");
}

BOOST_AUTO_TEST_CASE(counts_in_an_object_of_what_was_dropped_are_added) {
    BOOST_TEST(joined({R"({"start":1,"end":1,"dropped":{"levels":{"40":5}}})",
                       R"({"start":1,"end":1,"dropped":{"levels":{"40":3,"30":1}}})"})
               == R"({"start":1,"end":1.000000,"dropped":{"levels":{"40":8,"30":1}}})");
}

BOOST_AUTO_TEST_CASE(sums_of_what_was_dropped_may_exceed_32_bits_and_stay_at_64) {
    std::string const part = R"({"start":1,"end":1,"dropped":{"logs":3000000000}})";
    BOOST_TEST(joined({part, part, part}) == R"({"start":1,"end":1.000000,"dropped":{"logs":9000000000}})");
    std::string const many = R"({"start":1,"end":1,"dropped":{"logs":18446744073709551615}})";
    BOOST_TEST(joined({part, many, part}) == R"({"start":1,"end":1.000000,"dropped":{"logs":18446744073709551615}})");
}

BOOST_AUTO_TEST_CASE(a_part_without_a_start_or_before_the_first_begins_with_it) {
    BOOST_TEST(joined({R"({"start":5,"end":1})", R"({"end":2,"logs":[[1,30,"a"]]})", R"({"start":4,"end":3})"})
               == R"({"start":5,"end":3.000000,"logs":[[1,30,"a"]]})");
    BOOST_TEST(joined({R"({"logs":[[1,30,"a"]]})", R"({"start":4,"end":3})"})
               == R"({"start":4,"end":3.000000,"logs":[[1,30,"a"]]})");
}

BOOST_AUTO_TEST_CASE(parts_of_any_form_give_a_record) {
    std::string const odd = R"({"start":1e300,"end":-1,"logs":["bare",[],["0.5"],[1,null,{"a":[]}]],)"
                            R"("timers":{"open":[],"t":{"end":2},"u":[0.5]},"data":{}})";
    BOOST_TEST(joined({R"({"start":-1e300,"end":1})", odd, R"({"start":"soon"})"}).find(R"([],[],)")
               != std::string::npos);
    viz_test::read_line read{joined({R"({"start":-1e300,"end":1})", odd, R"({"start":"soon"})"})};
    auto const* const r = read.record();
    BOOST_REQUIRE(r != nullptr);
    BOOST_TEST(r->lines.size() == 4);
    BOOST_TEST(r->timers.size() == 3);
    BOOST_TEST(r->timers.front().end.empty());
}

/// The moments of all lines and of the ends of all timers, in the order of the records.
std::vector<nanoseconds> moments(std::vector<std::string> const& records) {
    std::vector<nanoseconds> all;
    for (auto const& text : records) {
        viz_test::read_line read{text};
        auto const* const r = read.record();
        auto const start = viz::json::nanoseconds_of(r->start);
        for (auto const& line : r->lines) all.push_back(start + viz::json::nanoseconds_of(line.offset));
        for (auto const& timer : r->timers) all.push_back(start + viz::json::nanoseconds_of(timer.end));
    }
    std::ranges::sort(all);
    return all;
}

BOOST_AUTO_TEST_CASE(nothing_moves_in_time) {
    std::random_device seeds;
    auto const seed = seeds();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    auto const time = [&](std::int64_t most) {
        std::string text;
        viz::json::append_seconds(text,
                                  nanoseconds{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most))});
        return text;
    };
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> parts;
        for (int part = 0; part < 5; ++part) {
            std::string text = R"({"start":)" + std::to_string(1'700'000'000 + part) + time(1'000'000'000).substr(1);
            text += R"(,"end":)" + time(9'000'000'000) + R"(,"logs":[[)" + time(9'000'000'000) + R"(,30,"m"],[)"
                    + time(9'000'000'000) + R"(,30,"n"]],"timers":[["t",0,)" + time(9'000'000'000) + "]]}";
            parts.push_back(std::move(text));
        }
        BOOST_TEST_REQUIRE((moments({joined(parts)}) == moments(parts)), "seed " << seed);
    }
}

}  // namespace
