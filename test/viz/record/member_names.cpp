// SPDX-License-Identifier: BSL-1.0
#include "record/member_names.hpp"

#include "viz/support.hpp"

#include <boost/test/unit_test.hpp>

namespace {

std::string nearest_member(std::string const& line, std::string const& name) {
    viz_test::read_line read{line};
    viz::known_names names;
    names.add_members(*read.record());
    return names.nearest(name).value_or("none");
}

BOOST_AUTO_TEST_CASE(the_distance_counts_insertions_removals_and_replacements) {
    BOOST_TEST(viz::edit_distance("", "abc") == 3);
    BOOST_TEST(viz::edit_distance("abc", "") == 3);
    BOOST_TEST(viz::edit_distance("kitten", "sitting") == 3);
    BOOST_TEST(viz::edit_distance("status", "status") == 0);
    BOOST_TEST(viz::edit_distance("statsu", "status") == 2);
}

BOOST_AUTO_TEST_CASE(members_of_the_record_and_of_its_data_are_known_at_any_depth) {
    std::string const line =
        R"({"host":{"name":"a"},"data":{"st\u0061tus":1,"user":{"id":7,"name":"x"}},"outcome":{"code":3}})";
    BOOST_TEST(nearest_member(line, "statsu") == "status");
    BOOST_TEST(nearest_member(line, "data.statsu") == "data.status");
    BOOST_TEST(nearest_member(line, "host.nane") == "host.name");
    BOOST_TEST(nearest_member(line, "outcom.code") == "outcome.code");
    BOOST_TEST(nearest_member(line, "strat") == "start");
}

BOOST_AUTO_TEST_CASE(the_end_of_a_path_is_near_to_it) {
    BOOST_TEST(nearest_member(R"({"data":{"user":{"name":"x"},"nam":1}})", "name") == "user.name");
}

BOOST_AUTO_TEST_CASE(what_is_far_is_not_meant) {
    BOOST_TEST(nearest_member(R"({"data":{"status":1}})", "nosuch") == "none");
    BOOST_TEST(nearest_member("{\"data\":{\"" + std::string(200, 'x') + "\":1}}", std::string(200, 'x')) == "none");
}

BOOST_AUTO_TEST_CASE(timers_have_names_of_their_own) {
    viz_test::read_line read{R"({"data":{"dbx":1},"timers":[["db",0,1],[7,0,1]]})"};
    viz::known_names names;
    names.add_timers(*read.record());
    BOOST_TEST(names.nearest("dbx").value() == "db");
}

}  // namespace
