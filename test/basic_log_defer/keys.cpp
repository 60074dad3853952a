// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <logdefer/values/described.hpp>
#include <logdefer/values/object.hpp>

#include <support/colliding_keys.hpp>
#include <support/growth.hpp>
#include <support/log_fixture.hpp>

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

using namespace logdefer;
using namespace logdefer::test;

namespace {

/// An encoder that writes members with these names.
struct twins {
    int depth = 0;
};

struct wide {
    std::size_t members;
};

struct left {
    int id;
    int only_left;
};
BOOST_DESCRIBE_STRUCT(left, (), (id, only_left))

struct right {
    int id;
    int only_right;
};
BOOST_DESCRIBE_STRUCT(right, (), (id, only_right))

struct both : left, right {
    int more = 5;
};
BOOST_DESCRIBE_STRUCT(both, (left, right), (more))

/// Keys that differ as bytes, and are equal in JSON.
constexpr std::string_view ill_formed = "k\xff";
constexpr std::string_view also_ill_formed = "k\xfe";

/// Returns `{"start":...,"data":{"o":{...}}}` with so many members `"k":1`, and a last one.
std::string record_with_twins(int n, std::string_view last) {
    std::string text = R"({"start":1700000000.123456,"data":{"o":{)";
    for (int i = 0; i < n; ++i) text += R"("k":1,)";
    return text + R"("k":)" + std::string{last} + "}}}";
}

/// Returns `{"start":...,"data":{"o":{...}}}` with so many members of different keys.
std::string record_with_members(std::size_t n, std::string_view prefix) {
    std::string text = R"({"start":1700000000.123456,"data":{"o":{"first":0)";
    for (std::size_t i = 0; i < n; ++i) text += ",\"" + std::string{prefix} + std::to_string(i) + "\":1";
    return text + "}}}";
}

}  // namespace

template <>
struct logdefer::encoder<twins> {
    static void encode(twins const& t, value_writer& out) {
        out.object([&](object_writer& members) {
            members.member("k", 1);
            members.member("other", 2);
            if (t.depth == 0) return members.member("k", 3);
            members.member("k", twins{t.depth - 1});
        });
    }
};

template <>
struct logdefer::encoder<wide> {
    static void encode(wide const& w, value_writer& out) {
        out.object([&](object_writer& members) {
            for (std::size_t i = 0; i < w.members; ++i) members.member("k" + std::to_string(i % 1000), i);
            for (std::size_t i = 0; i < w.members; ++i) members.member("l" + std::to_string(i), i);
        });
    }
};

BOOST_AUTO_TEST_SUITE(a_key_named_twice_appears_once)

BOOST_FIXTURE_TEST_CASE(in_braces_at_every_depth, log_fixture) {
    log.info("m", {{"a", {{"k", 1}, {"l", 2}, {"k", {{"x", 1}, {"x", 2}}}}}, {"b", 1}, {"a", {{"k", 3}, {"k", 4}}}});
    log.data("d", {{"k", 1}, {"l", 2}, {"k", 3}});
    BOOST_TEST(finish()
               == instant_record(R"("data":{"d":{"k":3,"l":2}},"logs":[[0.000000,30,"m",{"a":{"k":4},"b":1}]])"));
}

BOOST_FIXTURE_TEST_CASE(in_the_inner_braces_of_a_line, log_fixture) {
    log.info("m", {{"a", {{"k", 1}, {"l", 2}, {"k", {{"x", 1}, {"x", 2}}}}}});
    log.info("n", list{fields{{"k", 1}, {"k", 2}}});
    BOOST_TEST(finish() == instant_logs(R"([0.000000,30,"m",{"a":{"k":{"x":2},"l":2}}],[0.000000,30,"n",[{"k":2}]])"));
}

BOOST_FIXTURE_TEST_CASE(in_more_braces_than_are_compared_pairwise, log_fixture) {
    log.info("m", {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1}, {"g", 1}, {"h", 1}, {"i", 1}, {"j", 1},
                   {"k", 1}, {"l", 1}, {"m", 1}, {"n", 1}, {"o", 1}, {"p", 1}, {"q", 1}, {"r", 1}, {"b", 2}, {"r", 2}});
    BOOST_TEST(finish()
               == instant_logs(R"([0.000000,30,"m",{"a":1,"b":2,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,)"
                               R"("k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"r":2}])"));
}

BOOST_FIXTURE_TEST_CASE(by_an_encoder_at_every_depth, log_fixture) {
    log.info("m", twins{2});
    log["d"] = twins{};
    BOOST_TEST(finish()
               == instant_record(R"("data":{"d":{"k":3,"other":2}},)"
                                 R"("logs":[[0.000000,30,"m",{"k":{"k":{"k":3,"other":2},"other":2},"other":2}]])"));
}

BOOST_FIXTURE_TEST_CASE(by_the_bases_of_a_described_class, log_fixture) {
    both value;
    value.left::id = 1;
    value.only_left = 2;
    value.right::id = 3;
    value.only_right = 4;
    log["d"] = value;
    BOOST_TEST(finish() == instant_record(R"("data":{"d":{"id":3,"only_left":2,"only_right":4,"more":5}})"));
}

BOOST_FIXTURE_TEST_CASE(in_an_object_that_is_built_step_by_step, log_fixture) {
    object o{{"k", 1}, {"l", {{"x", 1}, {"x", 2}}}, {"k", 2}};
    o["\xff"] = 3;
    o["m"] = 4;
    o["\xfe"] = 5;
    log["d"] = o;
    BOOST_TEST(finish() == instant_record("\"data\":{\"d\":{\"k\":2,\"l\":{\"x\":2},\"\xef\xbf\xbd\":5,\"m\":4}}"));
}

BOOST_FIXTURE_TEST_CASE(by_a_map_whose_keys_are_pointers, log_fixture) {
    std::string const one = "k";
    std::string const another = "k";
    log["d"] = std::map<char const*, int>{{one.c_str(), 1}, {another.c_str(), 1}};
    BOOST_TEST(finish() == instant_record(R"("data":{"d":{"k":1}})"));
}

BOOST_FIXTURE_TEST_CASE(in_a_merged_record_at_every_depth, log_fixture) {
    log.merge(record_from(
        R"({"start":1700000000.123456,"data":{"o":{"k":1,"l":2,"k":{"x":1,"y":2,"x":3}},"a":[{"k":1,"k":2}]},)"
        R"("logs":[[0,30,"m",{"k":1,"k":{"x":1,"x":2}}]]})"));
    BOOST_TEST(finish()
               == instant_record(R"("data":{"o":{"k":{"x":3,"y":2},"l":2},"a":[{"k":2}]},)"
                                 R"("logs":[[0.000000,30,"m",{"k":{"x":2}}]])"));
}

BOOST_FIXTURE_TEST_CASE(in_deep_merges_of_records_that_name_it_thousands_of_times, log_fixture) {
    std::string const text(1000, 'x');
    BOOST_REQUIRE(merge_record(log, record_with_twins(4000, "1"), merge_data::deep));
    BOOST_REQUIRE(merge_record(log, record_with_twins(0, '"' + text + '"'), merge_data::deep));
    BOOST_TEST(finish() == instant_record(R"("data":{"o":{"k":")" + text + "\"}}"));
}

BOOST_FIXTURE_TEST_CASE(in_records_that_were_themselves_merged, log_fixture) {
    basic_log_defer<manual_clock> inner{sink, clock};
    for (int i = 0; i < 3; ++i) inner.data("o", {{"k", i}, {"k", {{"n", i}}}}, merge_data::deep);
    record taken;
    BOOST_TEST(!inner.finish(taken));
    log.data("o", {{"k", {{"m", 1}}}});
    log.merge(taken, merge_data::deep);
    log.merge(taken, merge_data::deep);
    BOOST_TEST(finish() == instant_record(R"("data":{"o":{"k":{"m":1,"n":2}}})"));
}

BOOST_AUTO_TEST_SUITE_END()

// Ill-formed UTF-8 becomes U+FFFD, so keys that differ only in it are equal.
BOOST_AUTO_TEST_SUITE(keys_that_look_the_same_are_the_same)

BOOST_FIXTURE_TEST_CASE(in_braces, log_fixture) {
    log.info("m", {{ill_formed, 1}, {"other", 2}, {also_ill_formed, 3}});
    log.info("m", {{"k\xff", 1}, {"k\xef\xbf\xbd", 2}});
    log.info("m", {{ill_formed, 1}, {also_ill_formed, {{ill_formed, 1}, {also_ill_formed, 2}}}});
    BOOST_TEST(finish()
               == instant_logs("[0.000000,30,\"m\",{\"k\xef\xbf\xbd\":3,\"other\":2}],"
                               "[0.000000,30,\"m\",{\"k\xef\xbf\xbd\":2}],"
                               "[0.000000,30,\"m\",{\"k\xef\xbf\xbd\":{\"k\xef\xbf\xbd\":2}}]"));
}

BOOST_FIXTURE_TEST_CASE(in_data, log_fixture) {
    log.data(ill_formed, 1);
    log.data("other", 2);
    log.data(also_ill_formed, "text");
    log[ill_formed] = std::vector{3};
    BOOST_TEST(finish() == instant_record("\"data\":{\"k\xef\xbf\xbd\":[3],\"other\":2}"));
}

BOOST_FIXTURE_TEST_CASE(in_deep_merges, log_fixture) {
    log.data(ill_formed, {{ill_formed, {{"a", 1}}}});
    log.data(also_ill_formed, {{also_ill_formed, {{"b", 2}}}}, merge_data::deep);
    BOOST_TEST(finish() == instant_record("\"data\":{\"k\xef\xbf\xbd\":{\"k\xef\xbf\xbd\":{\"a\":1,\"b\":2}}}"));
}

BOOST_FIXTURE_TEST_CASE(in_maps, log_fixture) {
    log["strings"] = std::map<std::string_view, int>{{also_ill_formed, 1}, {ill_formed, 2}};
    log["characters"] = std::map<char, int>{{'\xfe', 1}, {'\xff', 1}};
    log["wide"] = std::map<std::u16string, int>{{u"k\xd800", 1}, {u"k\xdc00", 2}};
    log["document"] = boost::json::value{{ill_formed, 1}, {also_ill_formed, 2}};
    BOOST_TEST(finish()
               == instant_record("\"data\":{\"strings\":{\"k\xef\xbf\xbd\":2},\"characters\":{\"\xef\xbf\xbd\":1},"
                                 "\"wide\":{\"k\xef\xbf\xbd\":2},"
                                 "\"document\":{\"k\xef\xbf\xbd\":2}}"));
}

BOOST_FIXTURE_TEST_CASE(as_a_sink_for_structure_sees_them, log_fixture) {
    log.data(ill_formed, {{ill_formed, 1}});
    record taken;
    BOOST_TEST(!log.finish(taken));
    data_view const d = *taken.view().data().begin();
    BOOST_TEST(d.key().text() == "k\xef\xbf\xbd");
    BOOST_TEST((*d.value().members().begin()).key().text() == "k\xef\xbf\xbd");
}

BOOST_FIXTURE_TEST_CASE(but_well_formed_ones_stay_as_they_are, log_fixture) {
    log.data({{"caf\xc3\xa9", 1}, {"\xf0\x9f\x98\x80", 2}, {"plain", {{"\xe2\x82\xac", 3}}}});
    log.info("\xff", "\xfe");  // these are not keys
    BOOST_TEST(finish()
               == instant_record("\"data\":{\"caf\xc3\xa9\":1,\"\xf0\x9f\x98\x80\":2,\"plain\":{\"\xe2\x82\xac\":3}},"
                                 "\"logs\":[[0.000000,30,\"\xef\xbf\xbd\",\"\xef\xbf\xbd\"]]"));
}

BOOST_AUTO_TEST_SUITE_END()

// Twice as many keys take twice the time, even if an attacker chose them.
BOOST_AUTO_TEST_SUITE(the_end_is_linear)

BOOST_AUTO_TEST_CASE(in_the_members_of_two_objects_that_are_merged) {
    auto const growth = support::growth_of_sixteenfold(1000, [](std::size_t n) {
        log_fixture f;
        (void)merge_record(f.log, record_with_members(n, "a"), merge_data::deep);
        (void)merge_record(f.log, record_with_members(n, "b"), merge_data::deep);
        (void)f.log.finish();
    });
    BOOST_TEST(growth < support::surely_not_quadratic);
}

BOOST_AUTO_TEST_CASE(in_the_objects_that_are_merged_into_one) {
    auto const growth = support::growth_of_sixteenfold(1000, [](std::size_t n) {
        log_fixture f;
        for (std::size_t i = 0; i < n; ++i) f.log.data("o", {{"k" + std::to_string(i), 1}}, merge_data::deep);
        (void)f.log.finish();
    });
    BOOST_TEST(growth < support::surely_not_quadratic);
}

BOOST_AUTO_TEST_CASE(in_objects_that_are_merged_into_one_member_of_a_large_one) {
    auto const growth = support::growth_of_sixteenfold(1000, [](std::size_t n) {
        log_fixture f;
        (void)merge_record(f.log, record_with_members(n, "a"), merge_data::deep);
        for (std::size_t i = 0; i < n; ++i) f.log.data("o", {{"a1", {{"k", 1}}}}, merge_data::deep);
        (void)f.log.finish();
    });
    BOOST_TEST(growth < support::surely_not_quadratic);
}

BOOST_AUTO_TEST_CASE(in_the_members_of_one_object) {
    auto const growth = support::growth_of_sixteenfold(1000, [](std::size_t n) {
        log_fixture f;
        f.log["o"] = wide{n};
        (void)f.log.finish();
    });
    BOOST_TEST(growth < support::surely_not_quadratic);
}

BOOST_AUTO_TEST_CASE(in_keys_chosen_to_collide) {
    auto const keys = support::colliding_blocks::keys(13);
    auto const growth = support::growth_of_sixteenfold(keys.size() / 16, [&](std::size_t n) {
        log_fixture f;
        for (std::size_t i = 0; i < n; ++i) f.log.data(keys[i], 1);
        (void)f.log.finish();
    });
    BOOST_TEST(growth < support::surely_not_quadratic);
}

BOOST_AUTO_TEST_SUITE_END()
