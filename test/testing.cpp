// SPDX-License-Identifier: BSL-1.0
#include <logdefer/testing.hpp>

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/settings/decision.hpp>
#include <logdefer/settings/rules.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace logdefer;
using namespace logdefer::testing;
using namespace std::chrono_literals;

using test_log = basic_log_defer<manual_clock>;
static_assert(sink<capturing_sink&>);

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(compare_as_they_are_written) {
    BOOST_TEST((json{1} == json{1U}));
    BOOST_TEST((json{1} == json{1L}));
    BOOST_TEST((json{"a"} == json{std::string{"a"}}));
    BOOST_TEST((json{std::vector{1, 2}} == json{list{1, 2}}));
    BOOST_TEST((json{std::optional<int>{}} == json{nullptr}));
    BOOST_TEST((json{{{"a", 1}}} == json{std::map<std::string, int>{{"a", 1}}}));
    BOOST_TEST((json{1} != json{"1"}));
    BOOST_TEST((json{1} != json{2}));
    BOOST_TEST((json{{{"a", 1}, {"b", 2}}} != json{{{"b", 2}, {"a", 1}}}));
}

BOOST_AUTO_TEST_CASE(hold_their_json_text) {
    BOOST_TEST(json{"a\n"}.text == R"("a\n")");
    BOOST_TEST((json{{"a", 1.5}, {"b", {{"c", nullptr}}}}).text == R"({"a":1.5,"b":{"c":null}})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(transactions)

namespace {
plain_record whole() {
    return {.start = 5s,
            .end = 30ms,
            .data = {{"user", "jane"}, {"status", 200}},
            .logs = {{10ms, 30, "cache miss", {{{"key", "k"}}, 7}}},
            .timers = {{"db", 10ms, 25ms}},
            .extras = {{"outcome", "cancelled"}}};
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_log_s_record_is_one_value) {
    manual_clock const clock{5s};
    capturing_sink sink;
    {
        test_log log{sink, clock};
        log.data({{"user", "jane"}, {"status", 200}});
        clock.advance(10ms);
        log.info("cache miss", {{"key", "k"}}, 7);
        {
            auto const t = log.timer("db");
            clock.advance(15ms);
        }
        log.outcome(outcome::cancelled);
        clock.advance(5ms);
    }
    BOOST_TEST(sink.last() == whole());
}

BOOST_AUTO_TEST_CASE(a_timer_has_its_detail) {
    capturing_sink sink;
    sink(R"({"start":1,"end":2,"timers":[["db",0,1,{"busy":0.25,"resumes":1}],["parse",0,1]]})");
    auto const timers = sink.last().timers;
    BOOST_REQUIRE(timers.size() == 2U);
    BOOST_TEST((timers[0] == interval{"db", 0s, 1s, {{"busy", 250ms}, {"resumes", 1}}}));
    BOOST_TEST((timers[0] != interval{"db", 0s, 1s}));
    BOOST_TEST((timers[1] == interval{"parse", 0s, 1s}));
    std::ostringstream printed;
    printed << plain_record{.timers = timers};
    BOOST_TEST(printed.str().find("\"db\" 0 .. 1000000000 ns {\"busy\":0.25,\"resumes\":1}\n") != std::string::npos);
    BOOST_TEST(printed.str().find("\"parse\" 0 .. 1000000000 ns\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_part_tells_two_apart) {
    auto const differs = [](auto change) {
        plain_record other = whole();
        change(other);
        return other != whole();
    };
    BOOST_TEST(!differs([](plain_record&) {}));
    BOOST_TEST(differs([](plain_record& t) { t.start = 6s; }));
    BOOST_TEST(differs([](plain_record& t) { t.end = 31ms; }));
    BOOST_TEST(differs([](plain_record& t) { t.data[0].key = "name"; }));
    BOOST_TEST(differs([](plain_record& t) { t.data[1].value = json{404}; }));
    BOOST_TEST(differs([](plain_record& t) { std::swap(t.data[0], t.data[1]); }));
    BOOST_TEST(differs([](plain_record& t) { t.logs[0].offset = 11ms; }));
    BOOST_TEST(differs([](plain_record& t) { t.logs[0].level = 20; }));
    BOOST_TEST(differs([](plain_record& t) { t.logs[0].message = json{"cache hit"}; }));
    BOOST_TEST(differs([](plain_record& t) { t.logs[0].items.pop_back(); }));
    BOOST_TEST(differs([](plain_record& t) { t.logs.clear(); }));
    BOOST_TEST(differs([](plain_record& t) { t.timers[0].name = json{"cache"}; }));
    BOOST_TEST(differs([](plain_record& t) { t.timers[0].start = 0ms; }));
    BOOST_TEST(differs([](plain_record& t) { t.timers[0].end = 26ms; }));
    BOOST_TEST(differs([](plain_record& t) { t.extras.clear(); }));
}

BOOST_AUTO_TEST_CASE(one_is_printed_over_several_lines) {
    std::ostringstream out;
    out << whole();
    BOOST_TEST(out.str()
               == "\nstart 5000000000 ns, end 30000000 ns\n"
                  "  data  user = \"jane\"\n"
                  "  data  status = 200\n"
                  "  log   10000000 ns, level 30: \"cache miss\" {\"key\":\"k\"} 7\n"
                  "  timer \"db\" 10000000 .. 25000000 ns\n"
                  "  extra outcome = \"cancelled\"\n");
}

BOOST_AUTO_TEST_CASE(the_default_is_the_empty_record_of_the_default_clock) {
    capturing_sink sink;
    {
        test_log log{sink};
    }
    BOOST_TEST(sink.last() == plain_record{});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(capturing)

BOOST_AUTO_TEST_CASE(keeps_every_record_in_order) {
    capturing_sink sink;
    BOOST_TEST(sink.size() == 0U);
    for (int i = 0; i < 3; ++i) test_log{sink}.info("record", i);
    BOOST_TEST(sink.size() == 3U);
    BOOST_TEST(sink.texts()[0].ends_with("[[0.000000,30,\"record\",0]]}\n"));
    BOOST_TEST(sink.at(1).logs.at(0).items.at(0).text == "1");
    BOOST_TEST(sink.last().logs.at(0).items.at(0).text == "2");
    BOOST_CHECK_THROW((void)sink.at(3), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(shows_what_it_cannot_read) {
    capturing_sink sink;
    sink("no record");
    BOOST_TEST(sink.last() == (plain_record{.extras = {{"unreadable", "no record"}}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(seeded_samples_repeat) {
    record r;
    {
        test_log log{[](std::string_view) {}, manual_clock{}};
        BOOST_REQUIRE(!log.finish(r));
    }
    auto const half = sample(0.5);
    auto const kept_of_100 = [&](std::uint64_t seed) {
        seed_samples(seed);
        std::vector<bool> kept;
        for (int i = 0; i < 100; ++i) kept.push_back(detail::decide(half, r.view()).kept);
        return kept;
    };
    BOOST_TEST((kept_of_100(1) == kept_of_100(1)));
    BOOST_TEST((kept_of_100(1) != kept_of_100(2)));
}
