// SPDX-License-Identifier: BSL-1.0
#include "views/make_view.hpp"

#include "filters/filter.hpp"
#include "system/time_zone.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using viz_test::shown;

BOOST_AUTO_TEST_CASE(passing_through_keeps_every_byte) {
    std::string const line = "{ \"n\" : 18446744073709551617, \"s\":\"\\u00e9\xff\" }\r";
    BOOST_TEST(shown({"--pt"}, "file:" + line) == line + "\n");
}

BOOST_AUTO_TEST_CASE(no_control_reaches_a_terminal) {
    BOOST_TEST(shown({"--pt"}, "{\"s\":\"\x7f\u009b\"}", {.present = true}) == "{\"s\":\"\\u007f\\u009b\"}\n");
    BOOST_TEST(shown({"-m", ".s"}, R"({"s":"\u001b"})", {.present = true}) == "\\u001b\n");
    BOOST_TEST(shown({"--data-only"}, "{\"data\":\"\x7f\"}", {.present = true}) == "\"\\u007f\"\n\n");
}

BOOST_AUTO_TEST_CASE(text_has_no_del_wherever_it_is_written) {
    std::string const line =
        "{\"data\":{\"a\":\"\x7f\"},\"logs\":[[0,10,\"x\x7f\",{\"b\":\"\x7f\"}]],\"timers\":[[\"t\x7f\",0,1]]}";
    for (std::string const format : {"json", "json-pretty", "yaml", "dumper"}) {
        BOOST_TEST(shown({"-v", "--data-format", format}, line).find('\x7f') == std::string::npos, format);
    }
    BOOST_TEST(shown({"--pt"}, line).find('\x7f') != std::string::npos);
}

BOOST_AUTO_TEST_CASE(map_prints_strings_raw_and_null_as_nothing) {
    BOOST_TEST(shown({"-m", R"("a", "b\n", null, {"k":[1]}, "")"}, "{}") == "a\nb\n\n{\"k\":[1]}\n\n");
}

BOOST_AUTO_TEST_CASE(a_map_that_fails_prints_nothing) { BOOST_TEST(shown({"-m", "1, error(\"x\")"}, "{}").empty()); }

BOOST_AUTO_TEST_CASE(reduce_begins_with_an_empty_object) {
    BOOST_TEST(shown({"-r", ".n += $r.start # a comment", "--data-format", "json"}, R"({"start":2})") == "{\"n\":2}\n");
}

BOOST_AUTO_TEST_CASE(count_counts_values_that_are_there) {
    BOOST_TEST(shown({"--count", "a", "--count", "b", "--count", ".data.a + 1", "--data-format", "json"},
                     R"({"data":{"a":1,"b":null}})")
               == R"({"a":{"1":1},"b":{},".data.a + 1":{"2":1}})"
                  "\n");
}

BOOST_AUTO_TEST_CASE(what_is_counted_twice_is_one_member_of_the_result) {
    BOOST_TEST(
        shown({"--count", "a", "--count", "b", "--count", "a", "--data-format", "json"}, R"({"data":{"a":1,"b":2}})")
        == "{\"a\":{\"1\":1},\"b\":{\"2\":1}}\n");
}

BOOST_AUTO_TEST_CASE(counts_of_several_threads_are_added) {
    viz::jq_input input;
    auto const options = viz_test::options_of({"--count", "a", "--data-format", "json"});
    auto const first = viz::make_view(options, {}, input);
    auto const second = viz::make_view(options, {}, input);
    viz::output out;
    viz_test::read_line x{R"({"data":{"a":"x"}})"};
    viz_test::read_line y{R"({"data":{"a":"y"}})"};
    first->show(*x.record(), out);
    second->show(*x.record(), out);
    second->show(*y.record(), out);
    first->absorb(*second);
    BOOST_TEST(!first->finish(out));
    BOOST_TEST(out.bytes == "{\"a\":{\"x\":2,\"y\":1}}\n");
}

BOOST_AUTO_TEST_CASE(types_that_several_threads_have_seen_are_added_and_a_conflict_between_them_is_found) {
    viz::jq_input input;
    auto const options = viz_test::options_of({"--schema"});
    auto const first = viz::make_view(options, {}, input);
    auto const second = viz::make_view(options, {}, input);
    viz::output out;
    viz_test::read_line number{R"({"end":1,"data":{"a":1}})"};
    viz_test::read_line text{R"({"end":2,"data":{"a":"x"}})"};
    first->show(*number.record(), out);
    second->show(*number.record(), out);
    second->show(*text.record(), out);
    first->absorb(*second);
    BOOST_TEST(!first->finish(out));
    BOOST_TEST(out.bytes
               == "member  count  types\n"
                  "data        3  object 3\n"
                  "data.a      3  integer 2, string 1  conflict\n"
                  "end         3  integer 3\n"
                  "3 records\n");
}

BOOST_AUTO_TEST_CASE(members_have_the_types_that_they_were_written_with) {
    BOOST_TEST(shown({"--schema"}, R"({"start":"2026-11-25T08:00:00Z","end":"0.5","logs":[[0,30,"m"]],"timers":[]})")
               == "member  count  types\n"
                  "end         1  string 1\n"
                  "logs        1  array 1\n"
                  "start       1  string 1\n"
                  "timers      1  array 1\n"
                  "1 records\n");
}

BOOST_AUTO_TEST_CASE(of_members_of_one_name_the_last_one_counts) {
    BOOST_TEST(shown({"--schema"}, R"({"data":{"x":1},"data":{"a":1,"\u0061":"s"}})")
               == "member  count  types\n"
                  "data        1  object 1\n"
                  "data.a      1  string 1\n"
                  "1 records\n");
}

BOOST_AUTO_TEST_CASE(a_name_with_a_dot_is_not_the_path_of_a_nested_member) {
    BOOST_TEST(shown({"--schema"}, R"({"b.c":"s","b":{"c":1,"":{"\"":2}}})")
               == "member     count  types\n"
                  "\"b.c\"          1  string 1\n"
                  "b              1  object 1\n"
                  "b.\"\"           1  object 1\n"
                  "b.\"\".\"\\\"\"      1  integer 1\n"
                  "b.c            1  integer 1\n"
                  "1 records\n");
}

BOOST_AUTO_TEST_CASE(values_without_room_are_not_counted_and_that_is_told) {
    viz::jq_input input;
    auto const options = viz_test::options_of({"--count", "a", "--data-format", "json"});
    auto const first = viz::make_view(options, {}, input);
    auto const second = viz::make_view(options, {}, input);
    std::size_t const size = std::size_t{3} << 20U;
    viz::output out;
    for (char const letter : {'x', 'y', 'z', 'x'}) {
        viz_test::read_line read{R"({"data":{"a":")" + std::string(size, letter) + R"("}})"};
        first->show(*read.record(), out);
        second->show(*read.record(), out);
    }
    first->absorb(*second);
    BOOST_TEST(!first->finish(out));
    std::string const x(size, 'x');
    std::string const y(size, 'y');
    BOOST_TEST((out.bytes == R"({"a":{")" + x + R"(":4,")" + y + "\":2}}\n"));
    BOOST_TEST(out.remarks().at(0).text
               == "--count a: 2 values are not counted, since the distinct values exceed 8 MiB");
}

BOOST_AUTO_TEST_CASE(an_explicit_width_is_stronger_than_the_terminals) {
    std::string const line = R"({"timers":[["a",0,1]]})";
    BOOST_TEST(shown({"--nologs", "--timer-columns", "50", "--nodate"}, line, {.present = true, .columns = 70})
               == shown({"--nologs", "--timer-columns", "50", "--nodate"}, line));
}

/// The output for several records, and the output before the last one was read.
std::string shown_together(std::vector<std::string> const& arguments, std::vector<std::string> const& lines,
                           std::string* before_end = nullptr, viz::terminal t = {}) {
    viz::jq_input input;
    auto const view = viz::make_view(viz_test::options_of(arguments), t, input);
    viz::output out;
    for (std::uint64_t position = 0; auto const& line : lines) {
        viz_test::read_line read{line, position++};
        view->show(*read.record(view->wants()), out);
    }
    if (before_end != nullptr) *before_end = viz_test::written(out);
    while (view->finish(out)) continue;
    return viz_test::written(out);
}

BOOST_AUTO_TEST_CASE(what_fails_in_reduce_leaves_what_was_gathered) {
    auto const reduced = [](std::string const& expression) {
        return shown_together({"--reduce", expression, "--data-format", "json"},
                              {R"({"start":1})", R"({"start":2})", R"({"start":3})", R"({"start":4})"});
    };
    BOOST_TEST(reduced(".n += 1 | .[\"\\($r.start)\"] = 1 | if $r.start % 2 == 1 then error else . end")
               == "{\"n\":2,\"2\":1,\"4\":1}\n");
    BOOST_TEST(reduced(".n += $r.start | if $r.start == 4 then halt else . end") == "{\"n\":6}\n");
    BOOST_TEST(reduced("halt") == "{}\n");
    BOOST_TEST(reduced("if $r.start == 4 then empty else . end") == "null\n");
}

/// 60 000 copies of the intermediate result would take longer than a test may.
BOOST_AUTO_TEST_CASE(what_was_gathered_is_not_copied_for_each_record) {
    viz::jq_input input;
    auto const view = viz::make_view(
        viz_test::options_of({"--reduce", ".[$r.start | tostring] = 1", "--data-format", "json"}), {}, input);
    viz::output out;
    for (std::uint64_t n = 0; n < 60'000; ++n) {
        viz_test::read_line read{R"({"start":)" + std::to_string(n) + "}", n};
        view->show(*read.record(), out);
    }
    static_cast<void>(view->finish(out));
    BOOST_TEST(out.bytes.ends_with(",\"59999\":1}\n"));
}

BOOST_AUTO_TEST_CASE(records_are_sorted_by_their_starts_and_none_is_lost) {
    std::string before_end;
    auto const sorted = shown_together({"--sort-time", "--pt"},
                                       {R"({"start":1.7e9})", R"({"a":1})", R"({"start":"3"})",
                                        R"({"data":{"start":9},"start":-1})", R"({"start":3.0})"},
                                       &before_end);
    BOOST_TEST(before_end.empty());
    BOOST_TEST(
        sorted
        == "{\"data\":{\"start\":9},\"start\":-1}\n{\"a\":1}\n{\"start\":\"3\"}\n{\"start\":3.0}\n{\"start\":1.7e9}\n");
}

BOOST_AUTO_TEST_CASE(views_that_share_records_sort_them_as_one_does) {
    auto const options = viz_test::options_of({"--sort-time", "--pt", "--top", "5"});
    viz::jq_input input;
    auto const first = viz::make_view(options, {}, input);
    auto const second = viz::make_view(options, {}, input);
    viz::output out;
    for (int n = 0; n < 9; ++n) {
        viz_test::read_line read{"{\"n\":" + std::to_string(n) + ",\"start\":" + std::to_string(n % 2) + "}",
                                 static_cast<std::uint64_t>(n)};
        auto& view = n % 3 == 0 ? *first : *second;
        view.show(*read.record(), out);
    }
    first->absorb(*second);
    while (first->finish(out)) continue;
    BOOST_TEST(viz_test::written(out)
               == "{\"n\":0,\"start\":0}\n{\"n\":2,\"start\":0}\n{\"n\":4,\"start\":0}\n"
                  "{\"n\":6,\"start\":0}\n{\"n\":8,\"start\":0}\n");
}

/// Returns the numbers `n` of records in the order in which a view shows them.
std::string order_of(std::vector<std::string> arguments, std::vector<std::string> const& lines) {
    arguments.insert(arguments.end(), {"--map", ".n"});
    std::string numbers = shown_together(arguments, lines);
    std::erase(numbers, '\n');
    return numbers;
}

BOOST_AUTO_TEST_CASE(the_longest_come_first_and_equal_ones_keep_their_order) {
    std::vector<std::string> const lines{R"({"n":1,"start":4,"end":0.5})", R"({"n":2,"start":3,"timers":[["a",0,2]]})",
                                         R"({"n":3,"start":2,"end":0.5})", R"({"n":4,"start":1,"end":1e-3})",
                                         R"({"n":5,"start":5,"end":3})"};
    BOOST_TEST(order_of({"--sort", "duration"}, lines) == "52134");
    BOOST_TEST(order_of({"--top", "3"}, lines) == "521");
    BOOST_TEST(order_of({"--top", "9"}, lines) == "52134");
    BOOST_TEST(order_of({"--sort", "start", "--top", "2"}, lines) == "43");
}

BOOST_AUTO_TEST_CASE(records_that_were_displaced_by_others_leave_those_that_are_kept_whole) {
    std::string const long_text(std::size_t{1} << 19, 'x');
    std::vector<std::string> lines;
    for (int n = 0; n < 20; ++n) {
        lines.push_back("{\"n\":" + std::to_string(n) + ",\"end\":" + std::to_string(n) + ",\"t\":\"" + long_text
                        + "\"}");
    }
    BOOST_TEST((shown_together({"--top", "2", "--pt"}, lines) == lines[19] + '\n' + lines[18] + '\n'));
}

BOOST_AUTO_TEST_CASE(records_that_run_at_once_have_lanes_of_their_own) {
    auto const lanes = shown_together(
        {"--lanes", "--timer-columns", "26", "--by", "p"},
        {R"({"start":10,"end":1,"p":"\u65e5\u672c\u001b"})", R"({"start":10.5,"end":0.5,"outcome":"exception"})",
         R"({"start":11,"end":1,"p":"next"})", R"({"start":11.25,"end":0.001})"});
    BOOST_TEST(lanes.substr(lanes.find('\n') + 1)
               == "     '0 s\n"
                  "   1 |日本\\u00\u2026||next====|\n"
                  "   2      |!!!!| X\n"
                  "runs 111112222221211111111\n"
                  "     |==| a record\n"
                  "     |!!| one that failed\n"
                  "     X, ! too short for a bar\n"
                  "     # several in a column\n"
                  "     runs: how many at once, + above 9\n");
}

/// Returns the part of the output that shows lanes.
std::string lanes_of(std::vector<std::string> const& lines, std::vector<std::string> const& more = {},
                     viz::terminal t = {}) {
    std::vector<std::string> arguments{"--lanes", "--timer-columns", "26"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::string const all = shown_together(arguments, lines, nullptr, t);
    std::size_t const begin = all.find("   1 ");
    return all.substr(begin, all.find("\nruns") - begin);
}

BOOST_AUTO_TEST_CASE(records_of_a_lane_that_share_a_column_are_marked) {
    std::string const last = R"({"start":20,"end":0})";
    BOOST_TEST(lanes_of({R"({"start":0,"end":0.1})", R"({"start":0.2,"end":0.1})", last})
               == "   1 #                   X");
    BOOST_TEST(lanes_of({R"({"start":0,"end":4.1})", R"({"start":4.2,"end":0.1})", last})
               == "   1 |===#               X");
    BOOST_TEST(
        lanes_of({R"({"start":0,"end":0.1})", R"({"start":0.2,"end":0.1,"outcome":"failed"})", last}, {"--colour"})
        == "   1 \x1b[91m#\x1b[0m                   \x1b[32mX\x1b[0m");
}

BOOST_AUTO_TEST_CASE(lanes_that_do_not_fit_the_screen_are_folded_into_numbers) {
    std::vector<std::string> const lines(12, R"({"start":1,"end":1})");
    viz::terminal const screen{.present = true, .columns = 100, .rows = 14};
    auto const all = shown_together({"--lanes", "--nocolour"}, lines, nullptr, screen);
    BOOST_TEST(std::ranges::count(all, '\n') < screen.rows);
    BOOST_TEST(all.find("\n   6 |") != std::string::npos, all);
    BOOST_TEST(all.find("\n   7 |") == std::string::npos, all);
    BOOST_TEST(all.find("\nmore 66666") != std::string::npos, all);
    BOOST_TEST(all.find("more: as runs, for 6 more lanes\n") != std::string::npos, all);
    viz::terminal const small{.present = true, .columns = 100, .rows = 3};
    BOOST_TEST(shown_together({"--lanes", "--nocolour"}, lines, nullptr, small).find("\n   1 |") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lanes_begin_with_a_start_that_finds_its_record) {
    std::string const line = R"({"start":1700000000.123456,"end":1})";
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    auto const lanes = shown_together({"--lanes"}, {R"({"start":1700000001,"end":1})", line});
    BOOST_TEST(lanes.starts_with("------ 2023-11-14 Tue 22:13:20.123456 UTC (1700000000.123456) ------\n"), lanes);
    viz::jq_input input;
    viz::output out;
    viz_test::read_line read{line};
    for (std::vector<std::string> const& arguments : {std::vector<std::string>{"--at", "1700000000.123456"},
                                                      {"--where", "start=1700000000.123456"},
                                                      {"--grep-text", "1700000000.123456"}}) {
        auto const filters = viz::make_filters(viz_test::options_of(arguments), input);
        BOOST_TEST(filters.at(0)->keeps(*read.record(), out), arguments[0]);
    }
}

BOOST_AUTO_TEST_CASE(lanes_begin_with_an_age_or_no_time_if_these_are_asked_for) {
    std::vector<std::string> const lines{R"({"start":600,"end":1})"};
    BOOST_TEST(shown_together({"--lanes", "--since-now", "--clock", "720"}, lines)
                   .starts_with("------ 2 minutes ago (600) ------\n     '0 s"));
    BOOST_TEST(shown_together({"--lanes", "--nodate"}, lines).starts_with("     '0 s"));
}

BOOST_AUTO_TEST_CASE(steps_below_a_hundredth_of_a_record_are_left_out_and_counted) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    BOOST_TEST(shown({"--critical-path"},
                     R"({"start":1.123456789012345678,"end":10,"timers":[["a",0,9.9],["b",1,1.05],["c",9.95,10],["d",9.96,9.98]]})")
               == "------ 1970-01-01 Thu 00:00:01.123456789012345678 UTC (1.123456789012345678) ------\n"
                  "  from    took  of 10.0 s\n"
                  "   0 s  9.90 s      99.0%  a\n"
                  "   0 s  1.00 s      10.0%    (no timer)\n"
                  "1.05 s  8.85 s      88.5%    (no timer)\n"
                  "6 steps below 1% left out: 150 ms, 1.5%\n"
                  "\n");
}

BOOST_AUTO_TEST_CASE(waits_have_a_colour) {
    auto const path = shown({"--critical-path", "--nodate", "--colour"}, R"({"end":2,"timers":[["a",0,1]]})");
    BOOST_TEST(path.find("\x1b[93m50.0%\x1b[0m  (no timer)\n") != std::string::npos, path);
    BOOST_TEST(path.find(" 50.0%  a\n") != std::string::npos, path);
}

/// Returns the lanes of 300 records that ran one after the other, and of others.
std::string lanes_of_many_and(std::vector<std::string> others) {
    for (int i = 0; i < 300; ++i) {
        std::string const start = std::to_string(1'764'057'600 + i);
        others.push_back(R"({"start":)" + start + R"(,"end":0.9})");
    }
    return shown_together({"--lanes", "--timer-columns", "106"}, others);
}

BOOST_AUTO_TEST_CASE(a_start_far_from_all_others_is_left_out_of_the_axis_of_lanes) {
    auto const others = lanes_of_many_and({});
    BOOST_TEST(others.find("2025-11-25") != std::string::npos);
    for (std::string const start : {"5", "1764057600000", "-1e300", "1e400"}) {
        BOOST_TEST(lanes_of_many_and({R"({"start":)" + start + R"(,"end":0.9})"}) == others);
    }
    auto const far_but_many = std::vector<std::string>(4, R"({"start":5,"end":0.9})");
    BOOST_TEST(lanes_of_many_and(far_but_many).find("1970-01-01") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_end_far_after_all_others_is_left_out_of_the_axis_of_lanes) {
    auto const lanes = lanes_of_many_and({R"({"start":1764057600,"end":1e9})"});
    BOOST_TEST(lanes.find("\n   2 |=====") != std::string::npos, lanes);
    BOOST_TEST(lanes.find("'0 s") != std::string::npos);
    BOOST_TEST(lanes.find(" d") == std::string::npos, lanes);
}

BOOST_AUTO_TEST_CASE(lanes_that_are_too_many_are_counted) {
    auto const lanes = shown_together({"--lanes"}, std::vector<std::string>(60, R"({"start":1,"end":1})"));
    BOOST_TEST(lanes.find("\n  50 |") != std::string::npos);
    BOOST_TEST(lanes.find("\n  51 |") == std::string::npos);
    BOOST_TEST(lanes.find("\nmore ++++") != std::string::npos);
    BOOST_TEST(lanes.find("more: as runs, for 10 more lanes\n") != std::string::npos);
    BOOST_TEST(shown_together({"--lanes"}, {}) == "no records\n");
}

BOOST_AUTO_TEST_CASE(events_of_records_that_run_at_once_are_on_one_time_line) {
    BOOST_TEST(viz::text::set_time_zone("UTC"));
    BOOST_TEST(shown_together({"--interleaved", "--by", "n"},
                              {R"({"start":86399.6,"end":0.1,"n":"c","outcome":"exception"})",
                               R"({"start":86399.5,"end":0.000001,"n":"b","logs":[[0.2,10,"a\u001b\nb"]]})",
                               R"({"start":86399,"end":1.25,"n":"a","timers":[["t",0.75]]})"})
               == "------ 1970-01-01 Thu UTC ------\n"
                  "23:59:59.000000  o #1 a begins (86399)\n"
                  "23:59:59.500000  | o #2 b begins (86399.5)\n"
                  "23:59:59.600000  | | o #3 c begins (86399.6)\n"
                  "23:59:59.700000  | * | [ERROR] a\\u001b\\u000ab\n"
                  "23:59:59.700000  | x | #2 b ends after 1.00 us\n"
                  "23:59:59.700000  |   x #3 c ends after 100 ms: exception\n"
                  "23:59:59.750000  + t begins\n"
                  "------ 1970-01-02 Fri UTC ------\n"
                  "00:00:00.250000  + t ends after 500 ms\n"
                  "00:00:00.250000  x #1 a ends after 1.25 s\n");
}

BOOST_AUTO_TEST_CASE(records_beyond_the_columns_share_a_mark) {
    auto const all = shown_together({"--interleaved"}, std::vector<std::string>(25, R"({"start":1,"end":1})"));
    BOOST_TEST(all.find("o \u2026") == std::string::npos);
    BOOST_TEST(all.find("| \u2026 #25 begins (1)\n") != std::string::npos);
}

/// Takes forever if a free column is searched for among those of all running records.
BOOST_AUTO_TEST_CASE(any_number_of_records_may_run_at_once) {
    viz::jq_input input;
    auto const view = viz::make_view(viz_test::options_of({"--interleaved"}), {}, input);
    viz_test::read_line read{R"({"start":1,"end":1})"};
    auto const* const r = read.record();
    viz::output out;
    for (int i = 0; i < 100'000; ++i) view->show(*r, out);
    while (view->finish(out)) out.clear();
    BOOST_TEST(out.bytes.find("#100000 ends") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_first_column_that_is_free_is_taken) {
    BOOST_TEST(shown_together({"--interleaved"},
                              {R"({"start":1,"end":9})", R"({"start":2,"end":1})", R"({"start":2,"end":2})",
                               R"({"start":3.5,"end":1})", R"({"start":5,"end":1})", R"({"start":5,"end":2})"})
                   .find("00:00:05.000000  | o #5 begins (5)\n"
                         "00:00:05.000000  | | o #6 begins (5)\n")
               != std::string::npos);
}

}  // namespace
