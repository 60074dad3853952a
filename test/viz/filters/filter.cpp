// SPDX-License-Identifier: BSL-1.0
#include "filters/filter.hpp"

#include "cli/usage_error.hpp"
#include "json/strings.hpp"
#include "record/time.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>

namespace {

std::string const line =
    R"({"start":100,"end":0.6,"data":{"user":"J\u00e9r\u00f4me"},"logs":[[0,30,"quick"],[0.1,10,"bad"]],"timers":[["db \"x\"",0,0.1]]})";

bool keeps(std::vector<std::string> arguments, std::string const& of = line) {
    viz::jq_input input;
    auto const filters = viz::make_filters(viz_test::options_of(std::move(arguments)), input);
    viz_test::read_line read{of};
    viz::output out;
    auto const* const r = read.record();
    for (auto const& f : filters) {
        bool const kept = f->keeps(*r, out);
        BOOST_TEST((!kept || f->may_keep(of)));
        if (!kept) return false;
    }
    return true;
}

BOOST_AUTO_TEST_CASE(a_level_keeps_records_with_such_a_line_or_a_more_severe_one) {
    BOOST_TEST(keeps({"--level", "error"}));
    BOOST_TEST(keeps({"--level", "WARN"}));
    BOOST_TEST(!keeps({"--level", "5"}));
    BOOST_TEST(!keeps({"--level", "debug"}, R"({"logs":[[0],[0,null]]})"));
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_no_level) {
    for (char const* level : {R"("error")", R"("")", R"("10x")", "true", "[10]", "{}"}) {
        BOOST_TEST(!keeps({"--level", "debug"}, R"({"logs":[[0,)" + std::string{level} + R"(,"x"]]})"), level);
    }
    BOOST_TEST(keeps({"--level", "error"}, R"({"logs":[[0,"10","x"]]})"));  // is shown as an error
    BOOST_TEST(!keeps({"--level", "error"}, R"({"logs":[[0,"30","x"]]})"));
}

BOOST_AUTO_TEST_CASE(texts_may_hold_controls_that_json_does_not_escape) {
    std::string const written = "{\"data\":\"a\u200fb\",\"timers\":[[\"t\u0085\",0,1]]}";
    BOOST_TEST(keeps({"--grep-text", "a\u200fb"}, written));
    BOOST_TEST(keeps({"--has-timer", "t\u0085"}, written));
}

/// Returns whether `--grep` evaluates its expression for a line.
bool is_evaluated(std::string const& expression, std::string const& of) {
    viz::jq_input input;
    return viz::make_filters(viz_test::options_of({"--grep", expression}), input).front()->may_keep(of);
}

BOOST_AUTO_TEST_CASE(comparisons_with_literals_are_not_evaluated_for_lines_without_the_values) {
    std::string const expression = R"(.data.status == 500 and .data.user=="jane")";
    BOOST_TEST(is_evaluated(expression, R"({"data":{"status":500,"user":"jane"}})"));
    BOOST_TEST(!is_evaluated(expression, R"({"data":{"status":500,"user":"ada"}})"));
    BOOST_TEST(!is_evaluated(expression, R"({"data":{"status":200,"user":"jane"}})"));
    BOOST_TEST(!is_evaluated(expression, R"({"data":{"status":{"status":[500]},"user":"jane"}})"));
    for (std::string const other :
         {".status == 500 or .x", ".status == 500 | not", ".status != 500", "(.status == 500)",
          R"(.status == "5\u00300")", ".status == 5e2", ".status == 500.0", ".status == 1234567890123456",
          ".[\"status\"] == 500", ".status == 500 and .x"}) {
        BOOST_TEST(is_evaluated(other, R"({"status":200})"), other);
    }
}

BOOST_AUTO_TEST_CASE(comparisons_keep_a_value_however_it_is_written) {
    for (std::string const value : {"5", "5.0", "5e0", "0.5e1", "50E-1"}) {
        BOOST_TEST(keeps({"--grep", ".data.n == 5"}, R"({"data":{"n":)" + value + "}}"), value);
    }
    BOOST_TEST(keeps({"--grep", ".data.n == -0"}, R"({"data":{"n":0}})"));
    for (std::string const value : {"jane", "\\u006aane", "j\\u0061ne"}) {
        BOOST_TEST(keeps({"--grep", ".data.n == \"jane\""}, R"({"data":{"\u006e":")" + value + "\"}}"), value);
    }
    BOOST_TEST(keeps({"--grep", ".data.n == \"\u65e5\ufffd\""}, "{\"data\":{\"n\":\"\u65e5\xff\"}}"));
    BOOST_TEST(!keeps({"--grep", ".data.n == \"5\""}, R"({"data":{"n":5}})"));
}

BOOST_AUTO_TEST_CASE(slower_than_compares_the_end) {
    BOOST_TEST(keeps({"--slower-than", "500ms"}));
    BOOST_TEST(!keeps({"--slower-than", "1s"}));
    BOOST_TEST(!keeps({"--slower-than", "1ms"}, R"({"data":{"end":9}})"));
}

BOOST_AUTO_TEST_CASE(without_an_end_slower_than_compares_the_latest_time) {
    BOOST_TEST(keeps({"--slower-than", "1s"}, R"({"logs":[[2,30,"x"]]})"));
    BOOST_TEST(keeps({"--slower-than", "1s"}, R"({"end":null,"timers":[["db",0,2]]})"));
    BOOST_TEST(keeps({"--slower-than", "1s"}, R"({"data":{"end":0.1},"logs":[[2,30,"x"]]})"));
    BOOST_TEST(keeps({"--slower-than", "1s"}, R"({"end":0.1,"logs":[[2,30,"x"]],"end":null})"));
    BOOST_TEST(keeps({"--slower-than", "1s"}, R"({"\"end":0.1,"logs":[[2,30,"x"]]})"));
    BOOST_TEST(keeps({"--slower-than", "1s"}, R"({"logs":[[2,30,"x"]],"timers":{"db":{"end":0.1}}})"));
}

BOOST_AUTO_TEST_CASE(what_has_no_duration_is_not_slower_than_anything) {
    for (char const* no : {R"({"end":"x"})", R"({"end":{}})", R"({"end":true})", "{}", R"({"end":null})"}) {
        BOOST_TEST(!keeps({"--slower-than", "0s"}, no), no);
    }
}

/// Returns whether a line is read for its duration.
bool is_read_for_slower_than_a_second(std::string const& of) {
    viz::jq_input input;
    return viz::make_filters(viz_test::options_of({"--slower-than", "1s"}), input).front()->may_keep(of);
}

BOOST_AUTO_TEST_CASE(a_record_that_ends_early_is_not_read) {
    BOOST_TEST(!is_read_for_slower_than_a_second(R"({"start":1,"end":0.5,"logs":[[0,30,"x"]]})"));
    BOOST_TEST(!is_read_for_slower_than_a_second(R"(a.log:{"start":1,"logs":[[0,30,"x"]],"end": 0.5 } )"));
    BOOST_TEST(!is_read_for_slower_than_a_second(R"({"end":0.5,"data":{"end":0.1}})"));
    BOOST_TEST(is_read_for_slower_than_a_second(R"({"end":0.5,"data":{"end":2}})"));
    BOOST_TEST(is_read_for_slower_than_a_second(R"("end":0.5)"));
}

/// Takes forever if each of them makes the filter examine the text again.
BOOST_AUTO_TEST_CASE(many_members_that_are_named_end_take_one_pass) {
    std::string text = R"({"text":")" + std::string(1'000'000, 'x') + R"(","data":[)";
    for (int i = 0; i < 100'000; ++i) text += R"({"end":0},)";
    BOOST_TEST(is_read_for_slower_than_a_second(text + "0]}"));
    BOOST_TEST(!is_read_for_slower_than_a_second(text + R"(0],"end":0})"));
}

BOOST_AUTO_TEST_CASE(a_start_that_is_no_time_is_within_no_time) {
    for (char const* no : {R"({"start":"150 s"})", R"({"start":null})", R"({"start":true})", R"({"start":{}})", "{}"}) {
        BOOST_TEST(!keeps({"--since", "100"}, no), no);
        BOOST_TEST(!keeps({"--until", "200"}, no), no);
    }
    for (char const* within :
         {R"({"data":{"start":9},"start":150})", R"({"start":"150"})", R"({"start":"1970-01-01T00:02:30Z"})"}) {
        BOOST_TEST(keeps({"--since", "100", "--until", "200"}, within), within);
        BOOST_TEST(!keeps({"--since", "151"}, within), within);
    }
    BOOST_TEST(!keeps({"--since", "100"}, R"({"data":{"start":150},"start":9})"));
}

BOOST_AUTO_TEST_CASE(a_start_may_be_a_number_in_quotes) {
    BOOST_TEST(keeps({"--since", "100", "--until", "200"}, R"({"start":"150"})"));
    BOOST_TEST(!keeps({"--since", "160"}, R"({"start":"150"})"));
    BOOST_TEST(keeps({"--at", "150"}, R"({"start":"150"})"));
}

/// In a line that was not checked yet, such a string seems to end at its escaped quote.
BOOST_AUTO_TEST_CASE(a_start_with_an_escaped_quote_is_left_to_the_check_of_the_record) {
    for (std::string const option : {"--since", "--until", "--at"}) {
        viz::jq_input input;
        auto const filters = viz::make_filters(viz_test::options_of({option, "100"}), input);
        for (char const* text : {R"({"start":"\"x"})", R"({"start":"\\"})"}) {
            BOOST_TEST(filters.front()->may_keep(text), text);
        }
    }
    BOOST_TEST(!keeps({"--since", "100"}, R"({"start":"\"150"})"));
}

BOOST_AUTO_TEST_CASE(since_is_within_and_until_is_not) {
    BOOST_TEST(keeps({"--since", "100"}));
    BOOST_TEST(!keeps({"--until", "100"}));
    BOOST_TEST(keeps({"--until", "101"}));
}

/// Workers that are made later, for more input, have filters of their own.
BOOST_AUTO_TEST_CASE(what_is_ago_counts_from_when_the_command_line_was_read) {
    auto const options = viz_test::options_of({"--clock", "700", "--since", "10m"});
    viz::jq_input input;
    auto const filters = viz::make_filters(options, input);
    BOOST_TEST(filters.front()->may_keep(line));  // starts at 100
}

BOOST_AUTO_TEST_CASE(a_timer_is_found_by_its_whole_name) {
    BOOST_TEST(keeps({"--has-timer", "db \"x\""}));
    BOOST_TEST(!keeps({"--has-timer", "db"}));
    BOOST_TEST(!keeps({"--has-timer", "quick"}));
}

BOOST_AUTO_TEST_CASE(a_name_may_be_empty) {
    BOOST_TEST(keeps({"--has-timer", ""}, R"({"timers":[["",0,1]]})"));
    BOOST_TEST(!keeps({"--has-timer", ""}));
}

BOOST_AUTO_TEST_CASE(what_need_not_be_escaped_is_found_in_either_form) {
    for (char const* text : {R"(a\u0085b)", R"(a\/b)", R"(a\u007fb)"}) {
        std::string const needle = viz::json::unescaped('"' + std::string{text} + '"');
        for (std::string const& form : {std::string{text}, needle}) {
            BOOST_TEST(keeps({"--grep-text", needle}, R"({"data":{"k":")" + form + "\"}}"));
            BOOST_TEST(keeps({"--has-timer", needle}, R"({"timers":[[")" + form + "\",0,1]]}"));
            BOOST_TEST(keeps({"--where", needle + "=1"}, R"({"data":{")" + form + "\":1}}"));
        }
    }
}

BOOST_AUTO_TEST_CASE(what_stands_for_ill_formed_bytes_is_found_like_other_text) {
    std::string const ill_formed = "{\"data\":{\"n\xff\":\"v\xff\"},\"timers\":[[\"t\xff\",0]]}";
    BOOST_TEST(keeps({"--grep-text", "v\ufffd"}, ill_formed));
    BOOST_TEST(keeps({"--has-timer", "t\ufffd"}, ill_formed));
    BOOST_TEST(keeps({"--where", "n\ufffd~v"}, ill_formed));
    BOOST_TEST(keeps({"--where", "n\ufffd!=a"}, ill_formed));
    BOOST_TEST(keeps({"--where", "user=v\ufffd"}, "{\"user\":\"v\xff\"}"));
    BOOST_TEST(keeps({"--where", "user<\xf0\x9f\x98\x80"}, "{\"user\":\"\xff\"}"));
}

BOOST_AUTO_TEST_CASE(text_is_found_in_the_name_of_a_member_that_holds_others) {
    for (char const* found : {R"({"a":{"jane":[1]}})", R"({"jane":[]})", R"({"jane":{"b":1},"c":2})"}) {
        viz::jq_input input;
        viz::output out;
        viz_test::read_line read{found};
        auto const filters = viz::make_filters(viz_test::options_of({"--grep-text", "jane"}), input);
        BOOST_TEST(filters.front()->keeps(*read.record(), out));
    }
}

BOOST_AUTO_TEST_CASE(text_is_found_however_it_is_written) {
    BOOST_TEST(keeps({"--grep-text", "Jérôme"}));
    BOOST_TEST(keeps({"--grep-text", "0.6"}));
    BOOST_TEST(keeps({"--grep-text", "user"}));
    BOOST_TEST(!keeps({"--grep-text", "\":"}));
}

BOOST_AUTO_TEST_CASE(an_expression_keeps_what_is_neither_null_nor_false) {
    BOOST_TEST(keeps({"--grep", "0"}));
    BOOST_TEST(keeps({"--grep", ".end > .5 # slow"}));
    for (char const* no : {"null", "false", "empty", ".data.x"}) BOOST_TEST(!keeps({"-g", no}));
}

BOOST_AUTO_TEST_CASE(an_expression_that_fails_drops_the_record_with_a_remark) {
    viz::jq_input input;
    auto const filters = viz::make_filters(viz_test::options_of({"-g", ".data[0]"}), input);
    viz_test::read_line read{line};
    viz::output out;
    BOOST_TEST(!filters.at(0)->keeps(*read.record(), out));
    BOOST_TEST(out.remarks().at(0).text
               == "--grep failed for the record, which is skipped: Cannot index object with number");
}

BOOST_AUTO_TEST_CASE(values_that_mean_nothing_are_refused) {
    for (auto const& wrong : std::vector<std::vector<std::string>>{{"--level", "loud"},
                                                                   {"--slower-than", "5"},
                                                                   {"--slower-than=-5s"},
                                                                   {"--since", "then"},
                                                                   {"--where", "x"}}) {
        viz::jq_input input;
        BOOST_CHECK_THROW(static_cast<void>(viz::make_filters(viz_test::options_of(wrong), input)), viz::usage_error);
    }
}

BOOST_AUTO_TEST_CASE(a_record_that_failed_counts_as_one_with_an_error) {
    std::string const failed = R"({"outcome":"exception","logs":[[0,30,"x"]]})";
    BOOST_TEST(keeps({"--level", "error"}, failed));
    BOOST_TEST(keeps({"--level", "warn"}, failed));
    BOOST_TEST(!keeps({"--level", "5"}, failed));
    BOOST_TEST(!keeps({"--level", "error"}, R"({"outcome":null})"));
}

BOOST_AUTO_TEST_CASE(at_keeps_what_ran_at_a_time) {
    for (auto const& [time, kept] : std::vector<std::pair<std::string, bool>>{
             {"99.9", false}, {"100", true}, {"100.5", true}, {"101", true}, {"101.25", false}}) {
        BOOST_TEST(keeps({"--at", time}, R"({"start":100,"end":1,"data":{"start":0}})") == kept, time);
    }
    BOOST_TEST(keeps({"--at", "101"}, R"({"start":100,"logs":[[2,30,"x"]]})"));
    BOOST_TEST(!keeps({"--at", "101"}, R"({"end":500,"data":{"start":100}})"));
}

BOOST_AUTO_TEST_CASE(at_includes_the_end_to_the_last_digit) {
    using std::chrono::nanoseconds;
    auto const seconds = [](nanoseconds time) {
        std::string text;
        viz::json::append_seconds(text, time);
        return text;
    };
    nanoseconds const start{1'700'000'000'000'000'000};
    for (int n = 1; n < 100; ++n) {
        nanoseconds const began = start + n * nanoseconds{100'000'001};
        nanoseconds const took = n * nanoseconds{10'000'123};
        std::string const record = R"({"start":)" + seconds(began) + R"(,"end":)" + seconds(took) + "}";
        BOOST_TEST(keeps({"--at", seconds(began)}, record), record);
        BOOST_TEST(keeps({"--at", seconds(began + took)}, record), record);
        BOOST_TEST(!keeps({"--at", seconds(began + took + nanoseconds{500})}, record), record);
    }
    BOOST_TEST(keeps({"--at", "1700000000100"}, R"({"start":1700000000000,"end":100})"));
    BOOST_TEST(!keeps({"--at", "1700000000101"}, R"({"start":1700000000000,"end":100})"));
}

BOOST_AUTO_TEST_CASE(last_begins_before_the_end_of_the_log) {
    auto options = viz_test::options_of({"--last", "10s", "--until", "2000", "log"});
    viz::set_end_of_log(options, 1000);
    viz::jq_input input;
    auto const filters = viz::make_filters(options, input);
    BOOST_TEST(filters.size() == 1);
    for (auto const& [start, kept] :
         std::vector<std::pair<std::string, bool>>{{"989.9", false}, {"990", true}, {"1999", true}, {"2000", false}}) {
        BOOST_TEST(filters.front()->may_keep("{\"start\":" + start + "}") == kept, start);
    }
}

}  // namespace
