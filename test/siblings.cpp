// SPDX-License-Identifier: BSL-1.0

/// Tests the cases in which the Log::Defer libraries of Perl, Python, D, JavaScript and C++ differ.
///
/// The cases are theirs, on a clock that starts at 1700000000.123456; comments say what they write.

#include <logdefer/logdefer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

using namespace logdefer;
using namespace logdefer::test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(the_record)

// Perl writes an empty `data` once it has been accessed.
BOOST_FIXTURE_TEST_CASE(empty_logs_timers_and_data_are_absent, log_fixture) {
    log.data(fields{});
    BOOST_TEST(finish() == "{\"start\":1700000000.123456,\"end\":0.000000}\n");
}

// Perl prints 15 digits and so 1700000000.12346; JavaScript knows only milliseconds.
BOOST_AUTO_TEST_CASE(the_start_is_exact_to_six_decimals_or_nine_and_comes_first) {
    auto const record_with = [](time_precision precision, std::chrono::nanoseconds start) {
        std::string line;
        basic_log_defer<manual_clock> log{[](std::string_view) {}, manual_clock{start}, {}, json_serializer{precision}};
        log.data("a", 1);
        (void)log.finish(line);
        return line.substr(0, line.find(','));
    };
    BOOST_TEST(record_with(time_precision::microseconds, start_time) == "{\"start\":1700000000.123456");
    BOOST_TEST(record_with(time_precision::microseconds, 1'700'000'000s) == "{\"start\":1700000000.000000");
    BOOST_TEST(record_with(time_precision::microseconds, 500ms) == "{\"start\":0.500000");
    BOOST_TEST(record_with(time_precision::microseconds, 9'223'372'036s) == "{\"start\":9223372036.000000");
    BOOST_TEST(record_with(time_precision::nanoseconds, start_time + 7ns) == "{\"start\":1700000000.123456007");
}

// The doubles of the others give 0.029999999999999999 for 0.03.
BOOST_FIXTURE_TEST_CASE(offsets_have_six_decimals_and_no_rounding_noise, log_fixture) {
    for (auto const step : {1us, 1us, 11us, 29'987us, 1us}) {
        clock.advance(step);
        log.info("m");
    }
    clock.advance(1234'537'801us + 999ns);
    log.info("m");
    BOOST_TEST(finish()
               == record_of(R"("end":1234.567802,"logs":[[0.000001,30,"m"],[0.000002,30,"m"],[0.000013,30,"m"],)"
                            R"([0.030000,30,"m"],[0.030001,30,"m"],[1234.567802,30,"m"]])"));
}

// Copies of the old C++ logger write twice; Python raises an exception; JavaScript starts another record.
BOOST_FIXTURE_TEST_CASE(finishing_twice_writes_once, log_fixture) {
    log.info("x");
    (void)finish();
    log.info("y");
    BOOST_TEST(log.finish() == std::error_code{});
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(sink.texts()[0] == instant_logs(R"([0.000000,30,"x"])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lines)

// Python and JavaScript merge the objects of a line into one, and lose values that are not objects.
BOOST_FIXTURE_TEST_CASE(extra_items_are_appended_as_they_are, log_fixture) {
    log.error("peer timeout", {{"waited", 30.5}}, list{1, 2, nullptr}, "str", 5, 1.5, true);
    log.info("falsy ones too", fields{{"a", fields{}}}, list{}, "", 0, false, nullptr);
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,10,"peer timeout",{"waited":30.5},[1,2,null],"str",5,1.5,true],)"
                               R"([0.000000,30,"falsy ones too",{"a":{}},[],"",0,false,null])"));
}

BOOST_FIXTURE_TEST_CASE(the_fields_of_one_call_make_one_object, log_fixture) {
    log.error("peer timeout", {{"waited", 31}, {"more", list{1, 2, nullptr}}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,10,"peer timeout",{"waited":31,"more":[1,2,null]}])"));
}

// Python documents `{"log_specific_data": ...}` for this call and writes the bare value.
BOOST_FIXTURE_TEST_CASE(data_of_a_message_is_the_bare_value, log_fixture) {
    std::string const uuid = "8f14e45f-ceea-467f-a9af-5c1f8e3f8d5b";
    log.add_log(25, "message", uuid);
    log.add_log(25, "message", {{"log_specific_data", uuid}});
    BOOST_TEST(
        finish()
        == instant_logs(R"([0.000000,25,"message","8f14e45f-ceea-467f-a9af-5c1f8e3f8d5b"],)"
                        R"([0.000000,25,"message",{"log_specific_data":"8f14e45f-ceea-467f-a9af-5c1f8e3f8d5b"}])"));
}

BOOST_FIXTURE_TEST_CASE(levels_are_any_integers, log_fixture) {
    log.add_log(25, "n");
    log.add_log(0, "zero");
    log.add_log(-5, "neg");
    log.add_log(1000, "huge");
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,25,"n"],[0.000000,0,"zero"],[0.000000,-5,"neg"],[0.000000,1000,"huge"])"));
}

// Perl calls the code at once; Python writes the function's name; JavaScript ignores it.
BOOST_AUTO_TEST_CASE(lazy_text_is_made_at_the_call_where_its_level_is_kept) {
    log_fixture f{20};
    int made = 0;
    f.log.warn([&] { return std::tuple{"B" + std::to_string(++made), std::map<std::string, int>{{"asdf", 5}}}; });
    BOOST_TEST(made == 1);
    f.log.info([&] { return std::to_string(++made); });
    BOOST_TEST(made == 1);
    f.log.add_log(19, "HI");
    BOOST_TEST(f.finish() == instant_logs(R"([0.000000,20,"B1",{"asdf":5}],[0.000000,19,"HI"])"));
}

// Perl throws in the caller.
BOOST_FIXTURE_TEST_CASE(lazy_text_that_fails_costs_its_line_alone, log_fixture) {
    log.info("before");
    log.info([]() -> std::string { throw std::runtime_error{"boom"}; });
    BOOST_TEST(finish() == instant_record(R"("logs":[[0.000000,30,"before"]],"dropped":{"logs":1})"));
}

BOOST_FIXTURE_TEST_CASE(text_is_utf8_with_the_least_escapes, log_fixture) {
    using namespace std::string_view_literals;
    log.info("héllo ✓ 😀", {{"kéy", "中"}});
    log.info("nl\n tab\t q\" bs\\ sl/ nul\0 bel\a del\x7f"sv);
    log.info("raw \xff\xfe bytes");
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"héllo ✓ 😀",{"kéy":"中"}],)"
                               R"([0.000000,30,"nl\n tab\t q\" bs\\ sl/ nul\u0000 bel\u0007 del)"
                               "\x7f\"],[0.000000,30,\"raw \xef\xbf\xbd\xef\xbf\xbd bytes\"]"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(values)

// Perl and Python write words that no JSON parser accepts.
BOOST_FIXTURE_TEST_CASE(nan_and_infinities_are_null, log_fixture) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    log.info("n", {{"i", inf}, {"m", -inf}, {"n", std::numeric_limits<double>::quiet_NaN()}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"n",{"i":null,"m":null,"n":null}])"));
}

// JavaScript rounds or rejects them; the old C++ logger rounds.
BOOST_FIXTURE_TEST_CASE(integers_above_2_to_the_53_are_exact, log_fixture) {
    log.info("n", 9007199254740993, std::uint64_t{18446744073709551615U}, std::numeric_limits<std::int64_t>::min(), 0.1,
             100, -0.0, 1.0);
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"n",9007199254740993,18446744073709551615,-9223372036854775808,)"
                               R"(0.1,100,-0.0,1])"));
}

// Python raises an exception for a set, and JavaScript writes `{}`; here it is an array, and unsupported types do not
// compile.
BOOST_FIXTURE_TEST_CASE(containers_have_a_form, log_fixture) {
    log.info("s", std::set{3, 1, 2}, std::tuple{1, "two"});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"s",[1,2,3],[1,"two"]])"));
}

namespace {
struct unreliable {};
}  // namespace

BOOST_AUTO_TEST_SUITE_END()

template <>
struct logdefer::encoder<values::unreliable> {
    static void encode(values::unreliable, value_writer&) { throw std::runtime_error{"no form today"}; }
};

BOOST_AUTO_TEST_SUITE(values)

// In the others, one invalid value loses the whole record.
BOOST_FIXTURE_TEST_CASE(a_value_that_fails_costs_its_entry_and_is_counted, log_fixture) {
    log.info("bad", unreliable{});
    log.data("bad", unreliable{});
    log.info("good");
    BOOST_TEST(finish() == instant_record(R"("logs":[[0.000000,30,"good"]],"dropped":{"data":1,"logs":1})"));
}

BOOST_FIXTURE_TEST_CASE(data_set_again_replaces_at_the_top_level, log_fixture) {
    log.data({{"a", 0}, {"b", {{"x", 1}}}});
    log.data({{"a", 1}, {"b", {{"y", 2}}}, {"c", nullptr}});
    BOOST_TEST(finish() == instant_record(R"("data":{"a":1,"b":{"y":2},"c":null})"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(timers)

// Python's outer `with` loses its end.
BOOST_FIXTURE_TEST_CASE(nested_ones_keep_both_ends, log_fixture) {
    {
        auto const outer = log.timer("outer");
        clock.advance(10ms);
        {
            auto const inner = log.timer("inner");
            clock.advance(20ms);
        }
        clock.advance(10ms);
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.040000,"timers":[["outer",0.000000,0.040000],["inner",0.010000,0.030000]])"));
}

// In Python and JavaScript the same name again overwrites the end.
BOOST_FIXTURE_TEST_CASE(the_same_name_again_is_another_entry, log_fixture) {
    for (int i = 0; i < 2; ++i) {
        log.toggle_timer("dup");
        clock.advance(10ms);
        log.toggle_timer("dup");
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.020000,"timers":[["dup",0.000000,0.010000],["dup",0.010000,0.020000]])"));
}

// JavaScript fails on the names of its own properties, and sorts those that look like numbers first.
BOOST_FIXTURE_TEST_CASE(names_are_mere_text_in_the_order_of_the_starts, log_fixture) {
    for (auto const* name : {"z", "10", "9", "length", "__proto__", ""}) {
        auto const t = log.timer(name);
        clock.advance(1us);
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.000006,"timers":[["z",0.000000,0.000001],["10",0.000001,0.000002],)"
                            R"(["9",0.000002,0.000003],["length",0.000003,0.000004],)"
                            R"(["__proto__",0.000004,0.000005],["",0.000005,0.000006]])"));
}

BOOST_FIXTURE_TEST_CASE(one_open_at_the_end_ends_with_the_record, log_fixture) {
    log.toggle_timer("unfinished");
    clock.advance(10ms);
    BOOST_TEST(finish() == record_of(R"("end":0.010000,"timers":[["unfinished",0.000000,0.010000]])"));
}

// Perl ignores it, but a merged record gets a fourth number.
BOOST_FIXTURE_TEST_CASE(one_stopped_after_the_record_is_inert_and_reported_once, log_fixture) {
    auto t = log.timer("late");
    clock.advance(10ms);
    auto const text = finish();
    clock.advance(10ms);
    t.stop();
    t.stop();
    BOOST_TEST(text == record_of(R"("end":0.010000,"timers":[["late",0.000000,0.010000]])"));
    BOOST_TEST(sink.size() == 1U);
    BOOST_TEST(reports == (report_list{{{error::late, "late"}}}), boost::test_tools::per_element());
}

// Python writes negative offsets, Perl ends timers before their start.
BOOST_FIXTURE_TEST_CASE(a_clock_going_back_goes_nowhere, log_fixture) {
    clock.advance(5s);
    auto t = log.timer("t");
    clock.advance(-2s);
    t.stop();
    clock.advance(-4s);
    log.info("neg");
    BOOST_TEST(finish()
               == record_of(R"("end":5.000000,"logs":[[5.000000,30,"neg"]],"timers":[["t",5.000000,5.000000]])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(merging)

BOOST_FIXTURE_TEST_CASE(a_child_comes_in_as_in_perl_with_exact_times, log_fixture) {
    log.data({{"a", 1}, {"b", {{"x", 1}}}});
    log.info("p1");
    clock.advance(50ms);
    log.info("p2");
    log.merge(record_from(R"({"start":1700000000.133456,"end":0.03,"data":{"b":{"y":2},"c":3},
                       "logs":[[0.01,20,"c1",{"q":1}]],"timers":[["ct",0.01,0.02],["child-unfinished",0.02,0.03]]})"));
    {
        auto const t = log.timer("pt");
        clock.advance(10ms);
    }
    BOOST_TEST(finish()
               == record_of(R"("end":0.060000,"data":{"a":1,"b":{"y":2},"c":3},"logs":[[0.000000,30,"p1"],)"
                            R"([0.020000,20,"c1",{"q":1}],[0.050000,30,"p2"]],"timers":[["ct",0.020000,0.030000],)"
                            R"(["child-unfinished",0.030000,0.040000],["pt",0.050000,0.060000]])"));
}

BOOST_FIXTURE_TEST_CASE(data_merge_deeply_on_request, log_fixture) {
    log.data({{"a", 1}, {"b", {{"x", 1}}}});
    log.merge(record_from(R"({"start":1700000000.123456,"data":{"b":{"y":2},"c":3}})"), merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"a":1,"b":{"x":1,"y":2},"c":3})"));
}

// Perl writes negative offsets.
BOOST_FIXTURE_TEST_CASE(an_earlier_child_is_clamped_at_the_start, log_fixture) {
    clock.advance(500ms);
    log.info("p");
    log.merge(record_from(R"({"start":1699999990.123456,"end":10.2,"timers":[["neg",1,2]],
                       "logs":[[1,30,"before parent start"],[10.2,30,"mid"]]})"));
    BOOST_TEST(finish()
               == record_of(R"("end":0.500000,"logs":[[0.000000,30,"before parent start"],[0.200000,30,"mid"],)"
                            R"([0.500000,30,"p"]],"timers":[["neg",0.000000,0.000001]])"));
}

// Perl fails on the form in which it once wrote timers itself.
BOOST_FIXTURE_TEST_CASE(timers_of_the_old_form_are_taken, log_fixture) {
    log.merge(record_from(R"({"start":1700000000.123456,"end":4,"timers":{"x":[1,2],"y":[3,4]}})"));
    BOOST_TEST(finish() == record_of(R"("end":4.000000,"timers":[["x",1.000000,2.000000],["y",3.000000,4.000000]])"));
}

BOOST_FIXTURE_TEST_CASE(lines_of_equal_time_stay_in_order, log_fixture) {
    log.info("p1");
    log.info("p2");
    log.merge(record_from(R"({"start":1700000000.123456,"logs":[[0,30,"c1"],[0,10,"c2"]]})"));
    log.info("p3");
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"p1"],[0.000000,30,"p2"],[0.000000,30,"c1"],[0.000000,10,"c2"],)"
                               R"([0.000000,30,"p3"])"));
}

BOOST_AUTO_TEST_SUITE_END()
