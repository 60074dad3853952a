// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace logdefer;
using namespace logdefer::test;

BOOST_AUTO_TEST_SUITE(plain_text)

BOOST_FIXTURE_TEST_CASE(a_message_stands_alone, log_fixture) {
    log.info("hello");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"hello"])"));
}

BOOST_FIXTURE_TEST_CASE(any_number_of_items_follows_in_the_order_given, log_fixture) {
    log.error("peer timeout", fields{{"waited", 30.5}}, list{1, 2, nullptr}, "str", 5, 1.5, true, nullptr);
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,10,"peer timeout",{"waited":30.5},[1,2,null],"str",5,1.5,true,null])"));
}

BOOST_FIXTURE_TEST_CASE(a_message_is_not_a_format, log_fixture) {
    log.info("user {} logged in", "jane");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"user {} logged in","jane"])"));
}

BOOST_FIXTURE_TEST_CASE(every_set_of_fields_is_an_object_of_its_own, log_fixture) {
    log.info("m", {{"a", 1}}, fields{{"b", 2}}, fields{{"a", 3}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",{"a":1},{"b":2},{"a":3}])"));
}

BOOST_FIXTURE_TEST_CASE(a_set_without_fields_is_no_item, log_fixture) {
    log.info("m", fields{});
    log.info("m", 1, fields{}, 2);
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m"],[0.000000,30,"m",1,2])"));
}

BOOST_FIXTURE_TEST_CASE(text_is_copied_at_the_call, log_fixture) {
    std::string message = "before";
    std::array<char, 4> unterminated{'a', 'b', 'c', 'd'};
    char const* const raw = unterminated.data();
    log.info(message, std::string_view{raw, unterminated.size()});
    message = "after!";
    unterminated.fill('x');
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"before","abcd"])"));
}

BOOST_FIXTURE_TEST_CASE(an_array_is_read_up_to_its_bound, log_fixture) {
    struct {
        char full[4] = {'f', 'u', 'l', 'l'};
        char padded[8] = "pad";
    } const s;
    char const local[] = "local";
    bool const yes = true;
    log.info(s.full, s.padded, local);
    log.info(yes ? "longer" : "no");
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"full","pad","local"],[0.000000,30,"longer"])"));
}

BOOST_FIXTURE_TEST_CASE(a_null_pointer_reads_as_empty_text, log_fixture) {
    char const* const nothing = nullptr;
    log.info(nothing, nothing, fields{{nothing, nothing}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"","",{"":""}])"));
}

BOOST_FIXTURE_TEST_CASE(empty_messages_and_keys_are_kept, log_fixture) {
    log.info("");
    log.info(std::string{}, {{"", ""}});
    log.data("", "");
    (void)log.timer("");
    BOOST_TEST(finish()
               == record_of(R"("end":0.000001,"data":{"":""},"logs":[[0.000000,30,""],[0.000000,30,"",{"":""}]],)"
                            R"("timers":[["",0.000000,0.000001]])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(awkward_text)

BOOST_FIXTURE_TEST_CASE(every_control_character_is_escaped_and_reads_back, log_fixture) {
    std::string all;
    for (char c = 0; c < ' '; ++c) all.push_back(c);
    all += "\x7f\"\\/";
    log.info(all, {{all, all}});
    log.data(all, all);
    auto const text = finish();
    for (char c = 0; c < ' '; ++c) BOOST_TEST(text.find(c) == (c == '\n' ? text.size() - 1 : std::string::npos));
    auto const value = boost::json::parse(text);
    BOOST_TEST(value.at("logs").at(0).at(2).as_string() == all);
    BOOST_TEST(value.at("logs").at(0).at(3).at(all).as_string() == all);
    BOOST_TEST(value.at("data").at(all).as_string() == all);
}

BOOST_FIXTURE_TEST_CASE(ill_formed_utf8_becomes_the_replacement_character, log_fixture) {
    log.info("raw \xff\xfe bytes", "\xe2\x9c", "\xed\xa0\x80", "\xe2\x9c\x93");
    BOOST_TEST(finish()
               == instant_logs("[0.000000,30,\"raw \xef\xbf\xbd\xef\xbf\xbd "
                               "bytes\",\"\xef\xbf\xbd\",\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\","
                               "\"\xe2\x9c\x93\"]"));
}

BOOST_FIXTURE_TEST_CASE(ten_megabytes_of_text_are_one_message, log_fixture) {
    std::string const big(10'000'000, 'x');
    log.info(big);
    bool const equal = finish() == instant_logs("[0.000000,30,\"" + big + "\"]");
    BOOST_TEST(equal);
}

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_lines_are_one_record, log_fixture) {
    std::string expected;
    for (int i = 0; i < 100'000; ++i) {
        log.info("line", i);
        expected += (i == 0 ? "[0.000000,30,\"line\"," : ",[0.000000,30,\"line\",") + std::to_string(i) + "]";
    }
    bool const equal = finish() == instant_logs(expected);
    BOOST_TEST(equal);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lazy)

BOOST_FIXTURE_TEST_CASE(a_callable_may_return_any_text, log_fixture) {
    log.info([] { return std::string{"a temporary string"}; });
    log.info([] { return "a pointer"; });
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"a temporary string"],[0.000000,30,"a pointer"])"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_may_return_a_tuple_of_text_and_items, log_fixture) {
    log.info([] { return std::tuple{"rows", 3, std::vector{1, 2, 3}}; });
    log.info([] { return std::tuple{std::string{"alone"}}; });
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"rows",3,[1,2,3]],[0.000000,30,"alone"])"));
}

BOOST_FIXTURE_TEST_CASE(items_of_the_tuple_come_before_those_of_the_call, log_fixture) {
    log.info([] { return std::tuple{"rows", 1}; }, {{"two", 2}}, 3);
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"rows",1,{"two":2},3])"));
}

BOOST_AUTO_TEST_CASE(a_callable_runs_once_and_only_where_its_level_is_kept) {
    log_fixture f{20};
    int runs = 0;
    std::function<std::string()> const count = [&] { return std::to_string(++runs); };
    f.log.info(count);
    f.log.add_log(21, count);
    f.log.debug(count);
    BOOST_TEST(runs == 0);
    f.log.warn(count);
    f.log.add_log(5, count);
    BOOST_TEST(runs == 2);
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,20,"1"],[0.000000,5,"2"])"));
}

BOOST_FIXTURE_TEST_CASE(the_time_is_that_of_the_call_not_of_the_callable_s_end, log_fixture) {
    using namespace std::chrono_literals;
    log.info([&] {
        clock.advance(std::chrono::milliseconds{5});
        return "slow to build";
    });
    BOOST_TEST(finish() == record_of(R"("end":0.005000,"logs":[[0.000000,30,"slow to build"]])"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_throws_costs_its_line_and_is_counted, log_fixture) {
    log.info("before");
    log.info([]() -> std::string { throw std::runtime_error{"boom"}; });
    log.info([]() -> std::string { throw 7; });
    log.info("after");
    BOOST_TEST(finish()
               == instant_record(R"("logs":[[0.000000,30,"before"],[0.000000,30,"after"]],"dropped":{"logs":2})"));
    BOOST_TEST(reports.empty());
}

BOOST_FIXTURE_TEST_CASE(a_callable_may_log_and_its_own_line_comes_after, log_fixture) {
    log.info([&] {
        log.warn("inner");
        log.data("inner", 1);
        return "outer";
    });
    BOOST_TEST(finish()
               == instant_record(R"("data":{"inner":1},"logs":[[0.000000,20,"inner"],[0.000000,30,"outer"]])"));
}

BOOST_FIXTURE_TEST_CASE(lines_of_a_log_are_in_order_though_a_callable_logs_later_than_its_own_line, log_fixture) {
    log.info([&] {
        clock.advance(std::chrono::milliseconds{5});
        log.warn("inner");
        return "outer";
    });
    BOOST_TEST(finish() == record_of(R"("end":0.005000,"logs":[[0.005000,20,"inner"],[0.005000,30,"outer"]])"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_replaces_the_log_has_its_line_in_the_new_one, log_fixture) {
    clock.advance(std::chrono::hours{1});
    log.info([&] {
        log = basic_log_defer<manual_clock>{sink, clock};
        clock.advance(std::chrono::milliseconds{1});
        return "new";
    });
    log.info("newer");
    BOOST_TEST(finish().ends_with(R"("end":0.001000,"logs":[[0.000000,30,"new"],[0.001000,30,"newer"]]})"
                                  "\n"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_ends_the_log_loses_its_own_line_only, log_fixture) {
    log.info("kept");
    log.info([&] {
        (void)log.finish();
        return "too late";
    });
    log.info("too late");
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(sink.texts().at(0) == instant_logs(R"([0.000000,30,"kept"])"));
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_ends_the_log_and_throws_does_no_harm, log_fixture) {
    log.info([&]() -> std::string {
        (void)log.finish();
        throw std::runtime_error{"boom"};
    });
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(!log.is_open());
}

BOOST_FIXTURE_TEST_CASE(a_callable_that_moves_the_log_away_loses_its_own_line_only, log_fixture) {
    std::optional<decltype(log)> other;
    log.info([&] {
        other.emplace(std::move(log));
        other->info("elsewhere");
        return "gone";
    });
    other.reset();
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(sink.texts().at(0) == instant_logs(R"([0.000000,30,"elsewhere"])"));
}

BOOST_AUTO_TEST_SUITE_END()
