// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <support/log_fixture.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace logdefer;
using namespace logdefer::test;

BOOST_AUTO_TEST_SUITE(after_a_message)

BOOST_FIXTURE_TEST_CASE(braces_make_one_object, log_fixture) {
    std::string const key = "peer";
    log.info("m", {{"waited", 30.5}, {key, std::string{"db"}}, {std::string_view{"ok"}, true}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",{"waited":30.5,"peer":"db","ok":true}])"));
}

BOOST_FIXTURE_TEST_CASE(items_may_follow_the_braces, log_fixture) {
    log.info("m", {{"a", 1}}, 2, "three", list{4});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",{"a":1},2,"three",[4]])"));
}

BOOST_FIXTURE_TEST_CASE(every_level_takes_them, log_fixture) {
    log.error("m", {{"a", 1}});
    log.warn("m", {{"a", 2}});
    log.debug("m", {{"a", 3}});
    log.add_log(25, "m", {{"a", 4}});
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,10,"m",{"a":1}],[0.000000,20,"m",{"a":2}],)"
                               R"([0.000000,40,"m",{"a":3}],[0.000000,25,"m",{"a":4}])"));
}

BOOST_FIXTURE_TEST_CASE(a_lazy_message_takes_them, log_fixture) {
    log.info([] { return "m"; }, {{"a", 1}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",{"a":1}])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(nested)

BOOST_FIXTURE_TEST_CASE(braces_within_braces_make_objects_within_objects, log_fixture) {
    log.info("m", {{"peer", {{"host", "db1.example.com"}, {"tries", {{"n", 2}}}}}, {"x", 1}});
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"m",{"peer":{"host":"db1.example.com","tries":{"n":2}},"x":1}])"));
}

BOOST_FIXTURE_TEST_CASE(two_pairs_of_text_are_fields_not_an_array, log_fixture) {
    log.info("m", {{"k", {{"a", "b"}, {"c", "d"}}}});
    log.data("k", {{"a", "b"}, {"c", "d"}});
    BOOST_TEST(
        finish()
        == instant_record(R"("data":{"k":{"a":"b","c":"d"}},"logs":[[0.000000,30,"m",{"k":{"a":"b","c":"d"}}]])"));
}

BOOST_FIXTURE_TEST_CASE(lists_and_fields_nest_in_each_other, log_fixture) {
    log.info("m", list{1, list{}, fields{{"a", list{2, "three"}}}, fields{}, std::vector{4, 5}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",[1,[],{"a":[2,"three"]},{},[4,5]]])"));
}

BOOST_FIXTURE_TEST_CASE(a_key_written_twice_appears_once_with_its_last_value, log_fixture) {
    log.info("m", {{"a", 1}, {"b", 2}, {"a", 3}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",{"a":3,"b":2}])"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(in_data)

BOOST_FIXTURE_TEST_CASE(a_key_takes_an_object, log_fixture) {
    log.data("order", {{"id", 7}, {"items", {{"n", 2}}}});
    BOOST_TEST(finish() == instant_record(R"("data":{"order":{"id":7,"items":{"n":2}}})"));
}

BOOST_FIXTURE_TEST_CASE(braces_alone_set_several_keys, log_fixture) {
    log.data({{"user", "jane"}, {"status", 200}, {"peer", {{"host", "a.example.com"}}}});
    BOOST_TEST(finish() == instant_record(R"("data":{"user":"jane","status":200,"peer":{"host":"a.example.com"}})"));
}

BOOST_FIXTURE_TEST_CASE(subscripts_take_values_and_objects, log_fixture) {
    std::string const key = "status";
    log["user"] = "jane";
    log[key] = 200;
    log["order"] = {{"id", 7}, {"paid", nullptr}};
    log["tags"] = list{"a", "b"};
    BOOST_TEST(
        finish()
        == instant_record(R"("data":{"user":"jane","status":200,"order":{"id":7,"paid":null},"tags":["a","b"]})"));
}

BOOST_AUTO_TEST_SUITE_END()
