// SPDX-License-Identifier: BSL-1.0
#include "record/member_path.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string value_at(std::string_view path, std::string const& json) {
    viz_test::read_line read{json};
    return std::string{viz::member_path{path}.of(*read.record())};
}

BOOST_AUTO_TEST_CASE(a_path_begins_in_the_record_or_else_in_its_data) {
    BOOST_TEST(value_at("a.b", R"({"a":{"b":1},"data":{"a":{"b":2}}})") == "1");
    BOOST_TEST(value_at("a.b", R"({"a":1,"data":{"a":{"b":2}}})") == "2");
    BOOST_TEST(value_at("a", R"({"data":{}})").empty());
}

BOOST_AUTO_TEST_CASE(the_name_of_a_timer_is_its_time) {
    std::string const timers = R"([["db",0.1,0.2],["x",0,9],["db",0.5,0.75],["db.query",1,2],["open",3]])";
    std::string const record = R"({"end":4,"timers":)" + timers + "}";
    BOOST_TEST(value_at("timers.db", record) == "0.350000");
    BOOST_TEST(value_at("timers.db.query", record) == "1.000000");
    BOOST_TEST(value_at("timers.open", record) == "1.000000");
    BOOST_TEST(value_at("timers.none", record).empty());
    BOOST_TEST(value_at("timers.db", R"({"timers":{"db":[0.1,0.2]}})") == "0.100000");
}

BOOST_AUTO_TEST_CASE(where_no_timer_has_such_a_name_a_path_leads_to_the_parts_of_timers) {
    BOOST_TEST(value_at("timers.0.1", R"({"timers":[["db",0.1,0.2]]})") == "0.1");
    BOOST_TEST(value_at("timers.db.1", R"({"timers":{"db":[0.1,0.2]}})") == "0.2");
    BOOST_TEST(value_at("timers", R"({"timers":[]})") == "[]");
    BOOST_TEST(value_at("timers.pool", R"({"data":{"timers":{"pool":7}}})") == "7");
}

}  // namespace
