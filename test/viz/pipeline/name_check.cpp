// SPDX-License-Identifier: BSL-1.0
#include "pipeline/name_check.hpp"

#include "json/padding.hpp"
#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using strings = std::vector<std::string>;

void look_at(viz::name_check& check, std::string line, std::uint64_t position = 0) {
    std::size_t const size = line.size();
    line.append(viz::json::padding, '\n');
    check.look_at(std::string_view{line}.substr(0, size), position);
}

strings messages(strings const& arguments, strings const& lines) {
    viz::name_check check{viz_test::options_of(arguments)};
    for (auto const& line : lines) look_at(check, line);
    return check.messages();
}

std::string const line = R"({"start":1,"data":{"status":500,"user":{"name":"x"}},"timers":[["db",0,1]]})";

BOOST_AUTO_TEST_CASE(a_name_that_no_record_has_is_reported_with_the_nearest) {
    BOOST_TEST(messages({"--where", "statsu=500"}, {line})
                   == strings{"--where statsu: no record has this member; did you mean status?"},
               boost::test_tools::per_element());
    BOOST_TEST(
        messages({"--where", "nosuch=1 && status=500"}, {line}) == strings{"--where nosuch: no record has this member"},
        boost::test_tools::per_element());
    BOOST_TEST(messages({"--has-timer", "dbb"}, {line})
                   == strings{"--has-timer dbb: no record has this timer; did you mean db?"},
               boost::test_tools::per_element());
    BOOST_TEST(messages({"--stats", "--by", "name"}, {line})
                   == strings{"--by name: no record has this member; did you mean user.name?"},
               boost::test_tools::per_element());
    BOOST_TEST(messages({"--format", "csv", "--columns", "start,end,user.name,timers.bd,staus"}, {line})
                   == (strings{"--columns bd: no record has this timer; did you mean db?",
                               "--columns staus: no record has this member; did you mean status?"}),
               boost::test_tools::per_element());
    BOOST_TEST(messages({"--format", "clickhouse", "--columns", "user=user.name,state=staus"}, {line})
                   == strings{"--columns staus: no record has this member; did you mean status?"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(names_of_any_record_and_of_the_format_are_not_reported) {
    BOOST_TEST(messages({"--where", "status=1 && user.name=y && outcome=x"}, {line}).empty());
    BOOST_TEST(messages({"--where", "logs.0.2=x"}, {line, R"({"logs":[[0,30,"a"]]})"}).empty());
    BOOST_TEST(messages({"--where", "host=x"}, {line, R"({"h\u006fst":"a"})"}).empty());
    BOOST_TEST(messages({"--format", "csv"}, {"{}"}).empty());
    BOOST_TEST(messages({"--where", "v=1 && dropped.logs>1 && dropped.levels.40>1"}, {line}).empty());
    BOOST_TEST(messages({"--stats", "--by", "id"}, {line}).empty());
    BOOST_TEST(messages({"--format", "csv", "--columns", "part,sample_rate,dropped"}, {line}).empty());
    BOOST_TEST(
        messages({"--where", "dropped.lgos=1"}, {line}) == strings{"--where dropped.lgos: no record has this member"},
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_records_nothing_is_reported) {
    BOOST_TEST(messages({"--where", "nosuch=1"}, {}).empty());
    BOOST_TEST(messages({"--where", "nosuch=1"}, {"no record"}).empty());
}

BOOST_AUTO_TEST_CASE(a_name_is_found_in_all_of_the_input_but_meant_names_only_in_its_first_part) {
    constexpr std::uint64_t far = 1'000'000'000;
    viz::name_check check{viz_test::options_of({"--where", "late=1 && statsu=1"})};
    look_at(check, "{}");
    look_at(check, R"({"data":{"late":1,"status":2}})", far);
    BOOST_TEST(check.messages() == strings{"--where statsu: no record has this member; did you mean start?"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_checks_know_what_either_has_seen) {
    auto const options = viz_test::options_of({"--where", "a=1 && b=1 && statsu=1"});
    viz::name_check one{options};
    viz::name_check two{options};
    look_at(one, R"({"data":{"a":1}})");
    look_at(two, R"({"data":{"b":1,"status":1}})");
    one.absorb(two);
    BOOST_TEST(one.messages() == strings{"--where statsu: no record has this member; did you mean status?"},
               boost::test_tools::per_element());
}

}  // namespace
