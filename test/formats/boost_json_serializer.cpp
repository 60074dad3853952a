// SPDX-License-Identifier: BSL-1.0
#include <logdefer/formats/boost_json_serializer.hpp>

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/testing.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

using namespace logdefer;
using namespace std::chrono_literals;

namespace {

namespace json = boost::json;

/// A log whose record becomes an object of Boost.JSON.
struct object_fixture {
    json::object object;
    manual_clock clock{1'700'000'000'123'456'789ns};
    basic_log_defer<manual_clock> log{[this](record_view const& r) { object = to_boost_json(r); }, clock};

    json::object const& finish() {
        BOOST_TEST(!log.finish());
        return object;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_record_has_the_members_of_the_format_in_its_order, object_fixture) {
    log.data("user", "jane");
    {
        auto const timer = log.timer("db");
        clock.advance(2'500us);
    }
    log.warn("slow", {{"shard", 7}}, list{1, "two"});
    BOOST_TEST(json::serialize(finish())
               == R"({"start":1.700000000123456E9,"end":2.5E-3,"data":{"user":"jane"},)"
                  R"("logs":[[2.5E-3,20,"slow",{"shard":7},[1,"two"]]],"timers":[["db",0E0,2.5E-3]]})");
}

BOOST_FIXTURE_TEST_CASE(times_are_exact_to_the_microsecond, object_fixture) {
    clock.advance(1'999ns);
    log.info("late");
    finish();
    BOOST_TEST(object.at("start").as_double() == 1700000000.123456);
    BOOST_TEST(object.at("end").as_double() == 0.000001);
    BOOST_TEST(object.at("logs").at(0).at(0).as_double() == 0.000001);
}

BOOST_AUTO_TEST_CASE(times_have_nanoseconds_where_that_is_asked_for) {
    json::object object;
    manual_clock const clock{1'700'000'000'123'456'789ns};
    basic_log_defer<manual_clock> log{
        [&](record_view const& r) { object = to_boost_json(r, time_precision::nanoseconds); }, clock};
    clock.advance(1ns);
    (void)log.finish();
    BOOST_TEST(object.at("start").as_double() == 1700000000.123456789);
    BOOST_TEST(object.at("end").as_double() == 0.000000001);
}

BOOST_FIXTURE_TEST_CASE(timers_that_took_no_time_end_after_a_microsecond, object_fixture) {
    {
        auto const timer = log.timer("quick");
    }
    BOOST_TEST(json::serialize(finish().at("timers")) == R"([["quick",0E0,1E-6]])");
    BOOST_TEST(object.at("end").as_double() == 0.000001);
}

BOOST_FIXTURE_TEST_CASE(values_keep_their_kinds, object_fixture) {
    log.data({{"null", nullptr},
              {"bool", true},
              {"least", std::numeric_limits<std::int64_t>::min()},
              {"most", std::numeric_limits<std::uint64_t>::max()},
              {"real", 0.1},
              {"duration", 1500ms},
              {"list", list{1, list{}}},
              {"object", {{"k", fields{}}}}});
    auto const& data = finish().at("data").as_object();
    BOOST_TEST(data.at("null").is_null());
    BOOST_TEST(data.at("bool").as_bool());
    BOOST_TEST(data.at("least").as_int64() == std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(data.at("most").as_uint64() == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(data.at("real").as_double() == 0.1);
    BOOST_TEST(data.at("duration").as_double() == 1.5);
    BOOST_TEST(json::serialize(data.at("list")) == "[1,[]]");
    BOOST_TEST(json::serialize(data.at("object")) == R"({"k":{}})");
}

BOOST_FIXTURE_TEST_CASE(what_json_has_not_is_null_or_replaced, object_fixture) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    log.data("none", list{infinity, -infinity, std::numeric_limits<double>::quiet_NaN()});
    log.data("text", "a\xff z");
    auto const& data = finish().at("data").as_object();
    BOOST_TEST(json::serialize(data.at("none")) == "[null,null,null]");
    BOOST_TEST(data.at("text").as_string() == "a\xef\xbf\xbd z");
}

BOOST_AUTO_TEST_CASE(memory_can_come_from_a_resource) {
    std::array<unsigned char, 4096> memory;
    json::static_resource resource{memory.data(), memory.size()};
    json::object object;
    basic_log_defer<manual_clock> log{[&](record_view const& r) {
        auto const made = to_boost_json(r, time_precision::microseconds, &resource);
        BOOST_TEST(made.storage().get() == &resource);
        BOOST_TEST(made.at("logs").at(0).storage().get() == &resource);
        BOOST_TEST(made.at("data").at("k").storage().get() == &resource);
    }};
    log.info("line", {{"k", "text"}});
    log.data("k", list{1});
    BOOST_TEST(!log.finish());
}

BOOST_AUTO_TEST_CASE(each_record_is_a_line_of_boost_json) {
    std::string text;
    basic_log_defer<manual_clock, boost_json_serializer> log{[&](std::string_view record) { text += record; },
                                                             manual_clock{1s}};
    log.info(std::string(10'000, 'x'));  // longer than the block that is printed at a time
    BOOST_TEST(!log.finish());
    BOOST_TEST(text == R"({"start":1E0,"end":0E0,"logs":[[0E0,30,")" + std::string(10'000, 'x') + "\"]]}\n");
}
