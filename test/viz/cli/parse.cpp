// SPDX-License-Identifier: BSL-1.0
#include "cli/parse.hpp"

#include "cli/usage_error.hpp"
#include "viz/support.hpp"

#include <logdefer/base/version.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using viz_test::options_of;

/// Returns the message for a command line that is rejected.
std::string refusal_of(std::vector<std::string> const& arguments) {
    try {
        static_cast<void>(options_of(arguments));
        return "it is accepted";
    } catch (viz::usage_error const& refusal) {
        return refusal.what();
    }
}

BOOST_AUTO_TEST_CASE(without_files_standard_input_is_read) { BOOST_TEST(options_of({}).files.front() == "-"); }

BOOST_AUTO_TEST_CASE(verbose_shows_level_40_and_the_data) {
    auto const o = options_of({"-v", "--verbosity", "10"});
    BOOST_TEST(o.verbosity == 40);
    BOOST_TEST(o.data);
}

BOOST_AUTO_TEST_CASE(quiet_hides_timers_even_where_they_are_asked_for) {
    auto const o = options_of({"-q", "--timers"});
    BOOST_TEST(o.verbosity == 20);
    BOOST_TEST(!o.timers);
    BOOST_TEST(!o.data_note);
}

BOOST_AUTO_TEST_CASE(a_switch_that_is_not_given_decides_nothing) {
    BOOST_TEST(!options_of({}).error.has_value());
    BOOST_TEST(!options_of({"--noerror"}).error.value());
    BOOST_TEST(options_of({"--no-warn", "--info"}).info.value());
}

BOOST_AUTO_TEST_CASE(the_last_of_several_counts_so_that_an_alias_can_be_overridden) {
    BOOST_TEST(options_of({"-v", "-v"}).verbosity == 40);
    BOOST_TEST(!options_of({"--logs", "--nologs"}).logs);
    BOOST_TEST(options_of({"--nologs", "--logs"}).logs);
    BOOST_TEST(options_of({"-g", "1", "--grep", "2"}).grep.value() == "2");
    BOOST_TEST(options_of({"--has-timer", "a", "--has-timer", ""}).has_timer.value().empty());
    BOOST_TEST(options_of({"--timer-columns", "20", "--timer-columns", "30"}).timer_columns.value() == 30);
    BOOST_TEST((options_of({"--stats", "--sort", "p99", "--sort", "count"}).order == viz::row_order::count));
}

BOOST_AUTO_TEST_CASE(the_perl_names_of_grep_and_help_are_known) {
    BOOST_TEST(options_of({"--filter", ".end"}).grep.value() == ".end");
    std::string help;
    BOOST_TEST(!viz::parse_command_line({"-?"}, help));
    BOOST_TEST(help.find("--where") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(words_for_commands_are_reserved) {
    for (std::string const word : {"recover", "inflight", "diff"}) {
        BOOST_TEST(refusal_of({word, "a"})
                   == word + " is reserved for a command; a file of this name is written ./" + word);
        BOOST_TEST(options_of({"./" + word}).files.front() == "./" + word);
        BOOST_TEST(options_of({"--", word}).files.front() == word);
        BOOST_TEST(options_of({"a", word}).files.back() == word);
    }
}

BOOST_AUTO_TEST_CASE(the_version_is_that_of_the_library) {
    std::string text;
    BOOST_TEST(!viz::parse_command_line({"--version"}, text));
    BOOST_TEST(text == "log-defer-viz " + std::string{logdefer::version} + '\n');
}

BOOST_AUTO_TEST_CASE(fold_collects_rules_and_needs_values) {
    auto const o = options_of({"--stats", "--by", "a", "--fold", "ids", "--fold", "/x/*", "file"});
    BOOST_TEST(o.fold == (std::vector<std::string>{"ids", "/x/*"}), boost::test_tools::per_element());
    BOOST_TEST(o.files.front() == "file");
    BOOST_TEST(refusal_of({"--stats", "--fold", "ids"}) == "--fold needs --stats and --by");
}

BOOST_AUTO_TEST_CASE(count_may_be_given_several_times_and_takes_one_value_each) {
    auto const o = options_of({"--count", "[.a]", "--count", "b", "file"});
    BOOST_TEST(o.count == (std::vector<std::string>{"[.a]", "b"}), boost::test_tools::per_element());
    BOOST_TEST(o.files.front() == "file");
}

BOOST_AUTO_TEST_CASE(options_that_exclude_each_other_are_refused) {
    for (auto const& pair : std::vector<std::vector<std::string>>{{"-v", "-q"},
                                                                  {"--pt", "-m", "."},
                                                                  {"--pt", "-r", "."},
                                                                  {"-m", ".", "--count", "a"},
                                                                  {"-f", "-F", "a"},
                                                                  {"-f", "a", "b"},
                                                                  {"-f"},
                                                                  {"-f", "a", "--sort-time"},
                                                                  {"-f", "a", "--count", "b"},
                                                                  {"--stats", "--count", "b"},
                                                                  {"-f", "a", "--stats"},
                                                                  {"--by", "a"},
                                                                  {"--stats", "--by", "a", "--sort", "start"},
                                                                  {"--sort-time", "--sort", "start"},
                                                                  {"-f", "a", "--top", "3"},
                                                                  {"-f", "a", "--histogram"},
                                                                  {"-f", "a", "--lanes"},
                                                                  {"-f", "a", "--interleaved"},
                                                                  {"--interleaved", "--sort", "start"},
                                                                  {"--critical-path", "--by", "a"}}) {
        BOOST_CHECK_THROW(static_cast<void>(options_of(pair)), viz::usage_error);
    }
}

BOOST_AUTO_TEST_CASE(what_shows_each_record_on_its_own_account_can_be_followed) {
    for (auto const& view : std::vector<std::vector<std::string>>{
             {"--data-only"}, {"--pt"}, {"-m", "."}, {"--critical-path"}, {"--format", "csv"}}) {
        std::vector<std::string> arguments{"-f", "a"};
        arguments.insert(arguments.end(), view.begin(), view.end());
        BOOST_TEST(refusal_of(arguments) == "it is accepted");
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_followed_is_named) {
    BOOST_TEST(refusal_of({"-f", "a", "--stats"}) == "--follow excludes --stats, which needs the end of the input");
    BOOST_TEST(refusal_of({"-F", "a", "--format", "json"})
               == "--follow excludes --format json, which needs the end of the input");
}

BOOST_AUTO_TEST_CASE(an_empty_value_does_not_take_the_next_argument) {
    BOOST_TEST(refusal_of({"--html=", "requests.log"}) == "--html: the value is empty");
    BOOST_TEST(refusal_of({"--whe=", "requests.log"}) == "--where: the value is empty");
    BOOST_TEST(options_of({"--", "--where="}).files.front() == "--where=");
}

BOOST_AUTO_TEST_CASE(an_empty_value_is_refused_and_not_taken_for_none) {
    for (std::string const option :
         {"where",     "since", "until",       "level", "slower-than", "map",       "reduce",
          "html",      "sort",  "format",      "tz",    "by",          "grep",      "columns",
          "grep-text", "count", "data-format", "top",   "completion",  "verbosity", "timer-columns"}) {
        std::string const refusal = "--" + option + ": the value is empty";
        BOOST_TEST(refusal_of({"--" + option, ""}) == refusal);
        BOOST_TEST(refusal_of({"--" + option + "="}) == refusal);
    }
    BOOST_TEST(refusal_of({"-vg", ""}) == "--grep: the value is empty");
    BOOST_TEST(refusal_of({""}) == "FILE: the value is empty");
}

BOOST_AUTO_TEST_CASE(the_name_of_a_timer_may_be_empty) {
    BOOST_TEST(options_of({"--has-timer", ""}).has_timer.value().empty());
    BOOST_TEST(options_of({"--has-timer=", "requests.log"}).files.front() == "requests.log");
    BOOST_TEST(!options_of({}).has_timer.has_value());
}

BOOST_AUTO_TEST_CASE(a_switch_takes_no_value) {
    BOOST_TEST(refusal_of({"--strict=yes"}) == "--strict takes no value");
    BOOST_TEST(refusal_of({"--nologs="}) == "--nologs takes no value");
}

BOOST_AUTO_TEST_CASE(the_values_that_an_option_takes_are_named) {
    BOOST_TEST(refusal_of({"--format", "xml"}) == "--format xml: must be text, json, csv, clickhouse or chrome-trace");
    BOOST_TEST(refusal_of({"--data-format", "xml"}) == "--data-format xml: must be json, json-pretty, yaml or dumper");
    BOOST_TEST(refusal_of({"--sort", "end"})
               == "--sort end: must be start, duration, count, errors, p50, p90, p99 or max");
    BOOST_TEST(refusal_of({"--completion", "tcsh"}) == "--completion tcsh: must be bash, zsh or fish");
}

BOOST_AUTO_TEST_CASE(the_two_that_exclude_each_other_are_named) {
    BOOST_TEST(refusal_of({"--html", "page", "--count", "b"}) == "--count excludes --html");
    BOOST_TEST(refusal_of({"--format", "csv", "--lanes"}) == "--lanes excludes --format csv");
    BOOST_TEST(refusal_of({"--interleaved", "--top", "3"}) == "--interleaved excludes --sort and --top");
    BOOST_TEST(refusal_of({"--interleaved", "--since-now"}) == "--interleaved excludes --since-now");
    BOOST_TEST(refusal_of({"--interleaved", "--nodate"}) == "--interleaved excludes --nodate");
    BOOST_TEST(refusal_of({"--interleaved", "--nodate", "--date"}) == "it is accepted");
}

BOOST_AUTO_TEST_CASE(top_counts_the_groups_where_there_are_some) {
    BOOST_TEST(!options_of({"--stats", "--by", "a", "--top", "3"}).sort.has_value());
    BOOST_TEST((options_of({"--lanes", "--by", "a", "--top", "3"}).sort == viz::sort_key::duration));
}

BOOST_AUTO_TEST_CASE(rows_of_stats_have_orders_that_records_do_not_have) {
    BOOST_TEST((options_of({"--stats", "--by", "a", "--sort", "p99"}).order == viz::row_order::p99));
    BOOST_TEST(!options_of({"--stats", "--by", "a", "--sort", "p99", "--top", "3"}).sort.has_value());
    BOOST_TEST(refusal_of({"--sort", "p99"}) == "--sort p99 needs --stats");
    BOOST_TEST(refusal_of({"--stats", "--sort", "p99", "--top", "3"}) == "--top with --sort p99 needs --by");
}

BOOST_AUTO_TEST_CASE(values_that_mean_nothing_are_refused) {
    for (auto const& wrong : std::vector<std::vector<std::string>>{{"--data-format", "bogus"},
                                                                   {"--timer-columns", "5000"},
                                                                   {"--verbosity", "x"},
                                                                   {"--sort", "end"},
                                                                   {"--top", "0"},
                                                                   {"--top", "-3"},
                                                                   {"--bogus"}}) {
        BOOST_CHECK_THROW(static_cast<void>(options_of(wrong)), viz::usage_error);
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_not_utf8_is_refused_but_not_the_name_of_a_file) {
    for (char const* option : {"--grep-text", "--where", "--has-timer", "--by", "--count", "--map"}) {
        BOOST_CHECK_EXCEPTION(static_cast<void>(options_of({option, "a=\xff"})), viz::usage_error, [&](auto const& e) {
            return e.what() == std::string{option} + ": the value is not UTF-8";
        });
    }
    BOOST_TEST(options_of({"\xff"}).files.front() == "\xff");
    BOOST_TEST(options_of({"--html", "\xff"}).html.value() == "\xff");
}

BOOST_AUTO_TEST_CASE(tests_set_the_clock_by_an_option_without_abbreviations) {
    BOOST_TEST(options_of({"--clock", "700.5"}).now == 700.5);
    BOOST_TEST(options_of({}).now > 1'700'000'000);
    BOOST_TEST(refusal_of({"--cloc", "700"}) != "it is accepted");
}

BOOST_AUTO_TEST_CASE(help_is_text_and_no_options) {
    std::string help;
    BOOST_TEST(!viz::parse_command_line({"--help"}, help));
    BOOST_TEST(help.find("--where") != std::string::npos);
}

}  // namespace
