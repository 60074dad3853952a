// SPDX-License-Identifier: BSL-1.0
#include <logdefer/reader/json_reader.hpp>

#include <logdefer/formats/json_serializer.hpp>
#include <logdefer/testing.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

using namespace logdefer;
using namespace logdefer::testing;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

namespace {

using log_type = basic_log_defer<manual_clock>;

plain_record read(std::string_view text) {
    record r;
    auto const result = read_record(text, r);
    BOOST_TEST(result.code == std::error_code{});
    return result ? contents(r.view()) : plain_record{};
}

/// A value that is compared by its text, like a number that is stored byte for byte.
json as_written(std::string text) {
    json value = json::none();
    value.text = std::move(text);
    return value;
}

/// Reads a line and writes it again.
std::string rewritten(std::string_view text, time_precision precision = time_precision::microseconds) {
    record r;
    if (!read_record(text, r)) return "unreadable";
    output_buffer out;
    (void)json_serializer{precision}.append(r.view(), out);
    return std::string{out.view()};
}

read_result refusal(std::string_view text) {
    record r;
    auto const result = read_record(text, r);
    BOOST_TEST(!result);
    BOOST_TEST(r.empty());
    return result;
}

constexpr std::string_view sample =
    R"({"start":1340353046.935650,"end":0.202386,"data":{"user":"jane","status":200,"l":[1,[],{}],"n":null},)"
    R"("logs":[[0.000158,30,"hello"],[0.201223,10,"peer \"x\"\u0001",{"waited":30.5,"ok":true}]],)"
    R"("timers":[["db",0.000224,0.100655],["render",0.100700,0.202300,{"busy":0.041200}]],)"
    R"("outcome":"exception","dropped":{"logs":2}})"
    "\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(what_the_library_writes)

BOOST_AUTO_TEST_CASE(is_read_completely) {
    BOOST_TEST(
        read(sample)
        == (plain_record{
            .start = 1340353046935650us,
            .end = 202386us,
            .data = {{"user", "jane"}, {"status", 200}, {"l", list{1, list{}, fields{}}}, {"n", nullptr}},
            .logs = {{158us, 30, "hello"}, {201223us, 10, "peer \"x\"\x01", {{{"waited", 30.5}, {"ok", true}}}}},
            .timers = {{"db", 224us, 100655us}, {"render", 100700us, 202300us, as_written(R"({"busy":0.041200})")}},
            .extras = {{"outcome", "exception"}, {"dropped", {{"logs", 2}}}}}));
}

BOOST_AUTO_TEST_CASE(comes_out_again_byte_for_byte) { BOOST_TEST(rewritten(sample) == sample); }

BOOST_AUTO_TEST_CASE(comes_out_again_with_nine_decimals) {
    constexpr std::string_view exact =
        "{\"start\":1700000000.123456789,\"end\":1.000000009,\"logs\":[[0.000000001,30,\"m\",1.5]],"
        "\"timers\":[[\"t\",0.000000002,1.000000009]]}\n";
    BOOST_TEST(rewritten(exact, time_precision::nanoseconds) == exact);
}

BOOST_AUTO_TEST_CASE(keeps_every_number_as_it_is_written) {
    constexpr std::string_view numbers =
        "{\"start\":1.000000,\"end\":0.000000,\"data\":{\"a\":[9007199254740993,-9223372036854775808,"
        "18446744073709551615,18446744073709551616,0.1,1e300,1E-7,-0.0,1.0,100,0,123456789.123456789123456789]}}\n";
    BOOST_TEST(rewritten(numbers) == numbers);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(liberal)

BOOST_AUTO_TEST_CASE(members_may_be_in_any_order_and_in_forms_that_the_library_does_not_write) {
    BOOST_TEST(read(R"({"timers":{"t":[1.5e-1]},"x":1,"logs":[[0,"30",7]],"end":2E0,"data":{"k":1},"start":3})")
               == (plain_record{.start = 3s,
                                .end = 2s,
                                .data = {{"k", 1}},
                                .logs = {{0s, 30, 7}},
                                .timers = {{"t", 150ms, 2s}},
                                .extras = {{"x", 1}}}));
}

BOOST_AUTO_TEST_CASE(a_file_s_name_may_stand_before_the_record) {
    BOOST_TEST(read(R"(logs/requests.log:17: {"start":5})") == (plain_record{.start = 5s}));
}

BOOST_AUTO_TEST_CASE(white_space_is_allowed_where_json_has_it) {
    BOOST_TEST(read(" \t{ \"start\" : 5 , \"end\" :\t1 } \r\n") == (plain_record{.start = 5s, .end = 1s}));
}

BOOST_AUTO_TEST_CASE(the_last_value_of_a_key_stands_at_its_first_place_at_every_depth) {
    BOOST_TEST(read(R"({"start":1,"x":{"k":1,"l":[{"m":1,"m":2}],"k":{"n":1,"n":2}},"end":2,"y":1,"x":{"k":3,"k":4},)"
                    R"("logs":[[0,30,{"a":1,"a":2},{"b":{"c":1,"c":2}}]],"timers":[["t",0,1,{"busy":1,"busy":2}]]})")
               == (plain_record{.start = 1s,
                                .end = 2s,
                                .logs = {{0s, 30, {{"a", 2}}, {{{"b", {{"c", 2}}}}}}},
                                .timers = {{"t", 0s, 1s, {{"busy", 2}}}},
                                .extras = {{"x", {{"k", 4}}}, {"y", 1}}}));
}

BOOST_AUTO_TEST_CASE(the_last_of_equal_members_of_the_record_is_read) {
    BOOST_TEST(read(R"({"start":1,"start":5,"end":"wrong","end":2,"data":1,"data":{"a":1},"logs":1,"logs":[],)"
                    R"("timers":{"t":[0,1],"t":[0,2]},"outcome":"x","outcome":"y","dropped":1,"dropped":{"logs":2}})")
               == (plain_record{.start = 5s,
                                .end = 2s,
                                .data = {{"a", 1}},
                                .timers = {{"t", 0s, 2s}},
                                .extras = {{"outcome", "y"}, {"dropped", {{"logs", 2}}}}}));
}

BOOST_AUTO_TEST_CASE(keys_that_only_escapes_tell_apart_are_one) {
    BOOST_TEST(read(R"({"start":1,"data":{"o":{"a":1,"\u0061":2}}})")
               == (plain_record{.start = 1s, .data = {{"o", {{"a", 2}}}}}));
}

BOOST_AUTO_TEST_CASE(escapes_and_surrogates_are_text) {
    auto const r = read(R"({"start":1,"data":{"k\u00e9y\/\n":"\ud83d\ude00\u0000x"}})");
    BOOST_TEST(r.data.at(0).key == "k\xc3\xa9y/\n");
    BOOST_TEST(r.data.at(0).value.text == "\"\xf0\x9f\x98\x80\\u0000x\"");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(refused)

BOOST_AUTO_TEST_CASE(a_wrong_or_missing_member_is_named) {
    auto const missing = refusal("{}");
    BOOST_TEST(missing.code == error::not_a_record);
    BOOST_TEST(missing.member == "start");
    BOOST_TEST(refusal(R"({"start":1,"logs":[[0,30,"m"],7]})").member == "logs");
}

BOOST_DATA_TEST_CASE(text_without_a_brace_is_no_record, data::make({"", "\n", "[1]", "null", "start"})) {
    BOOST_TEST(refusal(sample).code == error::not_a_record);
}

namespace {
struct broken {
    std::string_view text;
    std::size_t position;
    friend std::ostream& operator<<(std::ostream& out, broken const& b) { return out << b.text; }
};
constexpr broken broken_texts[]{
    {R"({"start":1}x)", 11},
    {R"({"start":1}{"start":2})", 11},
    {R"({"start":x})", 9},
    {R"(name: {"start":1,})", 17},
    {R"({"start":1,"end":01})", 18},
    {R"({"start":NaN})", 9},
    {"{\"start\":1,\"a\":\"\n\"}", 16},
    {"{\"start\":1,\"a\":\"\xff\"}", 16},
};
}  // namespace

BOOST_DATA_TEST_CASE(broken_json_is_refused_with_the_place, data::make(broken_texts)) {
    auto const result = refusal(sample.text);
    BOOST_TEST(result.code == error::malformed);
    BOOST_TEST(result.position == sample.position);
}

BOOST_AUTO_TEST_CASE(a_record_cut_anywhere_is_refused) {
    auto const whole = sample.substr(0, sample.size() - 1);
    for (std::size_t n = 0; n < whole.size(); ++n) {
        std::string const cut{whole.substr(0, n)};  // a copy, so that sanitizers detect reading past the end
        auto const result = refusal(cut);
        BOOST_TEST((result.code == (n == 0 ? error::not_a_record : error::malformed)));
        BOOST_TEST(result.position <= n);
    }
}

BOOST_AUTO_TEST_CASE(a_record_with_any_byte_replaced_does_no_harm) {
    for (std::size_t i = 0; i < sample.size(); ++i) {
        for (char const c : {'\0', '"', '{', '}', '[', ']', ',', ':', '-', '9', 'e', '\\', '\xff'}) {
            std::string text{sample};
            text[i] = c;
            record r;
            bool const good = static_cast<bool>(read_record(text, r));
            BOOST_TEST(good == !r.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_recorded_as_deep_as_can_be_is_read_back) {
    auto const recorded = [](int depth) {
        detail::entry_recorder t;
        BOOST_REQUIRE(t.begin(1s, 0));
        (void)t.append<detail::entry_kind::log>(0, 30, std::array<std::int64_t, 1>{0}, [&](value_writer& out) {
            out.write("deep");
            std::vector<std::size_t> open;
            for (int i = 0; i < depth; ++i) open.push_back(logdefer::detail::words_of(out).begin(detail::tag::array));
            for (; !open.empty(); open.pop_back()) logdefer::detail::words_of(out).end(open.back());
        });
        output_buffer text;
        BOOST_REQUIRE(!json_serializer{}.append(detail::sealer{t}.seal(0), text));
        return std::string{text.view()};
    };
    BOOST_TEST(read(recorded(97)).logs.size() == 1U);
    BOOST_TEST((read(recorded(98)).extras == std::vector<testing::member>{{"dropped", {{"logs", 1}}}}));
}

BOOST_AUTO_TEST_CASE(nesting_without_end_is_refused) {
    auto const nested = [](std::size_t depth) {
        return R"({"start":1,"data":{"k":)" + std::string(depth, '[') + std::string(depth, ']') + "}}";
    };
    BOOST_TEST(read(nested(50)).data.size() == 1U);
    BOOST_TEST(refusal(nested(1000)).code == error::too_deep);
    BOOST_TEST(refusal(nested(1000)).position == 23U + 98U);
    BOOST_TEST(refusal(nested(1'000'000)).code == error::too_deep);
    BOOST_TEST(refusal(R"({"start":1,"data":{"k":)" + std::string(1'000'000, '[')).code == error::too_deep);
}

BOOST_DATA_TEST_CASE(exponents_beyond_any_number_do_no_harm,
                     data::make({"1e99999999999", "1e2147483648", "1e-99999999999", "0e99999999999"})) {
    record r;
    auto const result = read_record("{\"start\":" + std::string{sample} + "}", r);
    bool const zero = result && r.view().start() == 0ns;
    BOOST_TEST((result.code == error::number_too_large || zero));
}

BOOST_AUTO_TEST_CASE(the_target_stays_as_it_was) {
    record r;
    BOOST_REQUIRE(read_record(R"({"start":5})", r));
    BOOST_TEST(!read_record(R"({"start":6,"logs":7})", r));
    BOOST_TEST(!read_record(R"({"start":)", r));
    BOOST_TEST((r.view().start() == 5s));
    BOOST_REQUIRE(read_record(R"({"start":7,"data":{"k":1}})", r));
    BOOST_TEST((contents(r.view()) == plain_record{.start = 7s, .data = {{"k", 1}}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(merging, test::log_fixture)

BOOST_AUTO_TEST_CASE(shifts_times_by_the_difference_of_the_starts) {
    log.info("own");
    BOOST_TEST(bool{merge_record(
        log,
        R"({"start":1700000001.623456,"end":2,"logs":[[0.25,20,"theirs",{"a":1}]],"timers":[["t",0.5,1,{"busy":0.2}]]})")});
    BOOST_TEST(finish()
               == test::record_of(R"("end":3.500000,"logs":[[0.000000,30,"own"],[1.750000,20,"theirs",{"a":1}]],)"
                                  R"("timers":[["t",2.000000,2.500000,{"busy":0.2}]])"));
}

BOOST_AUTO_TEST_CASE(clamps_what_lies_before_the_log_s_start) {
    clock.advance(1s);
    BOOST_TEST(bool{merge_record(log, R"({"start":1699999990.123456,"logs":[[1,30,"m"]],"timers":[["t",1,10.5]]})")});
    BOOST_TEST(finish()
               == test::record_of(R"("end":1.000000,"logs":[[0.000000,30,"m"]],"timers":[["t",0.000000,0.500000]])"));
}

BOOST_AUTO_TEST_CASE(lets_the_text_s_data_win_whole_or_member_by_member) {
    constexpr std::string_view text = R"({"start":1700000000.123456,"data":{"o":{"y":2},"a":null}})";
    log.data({{"a", 1}, {"o", {{"x", 1}}}});
    auto fork = log.fork();
    BOOST_TEST(bool{merge_record(fork, text, merge_data::deep)});
    (void)fork.finish();
    BOOST_TEST(finish() == test::instant_record(R"("data":{"a":null,"o":{"x":1,"y":2}})"));
    log_type shallow{sink, clock};
    shallow.data("o", {{"x", 1}});
    BOOST_TEST(bool{merge_record(shallow, text)});
    (void)shallow.finish();
    BOOST_TEST(sink.texts().back() == test::instant_record(R"("data":{"o":{"y":2},"a":null})"));
}

BOOST_AUTO_TEST_CASE(adds_up_losses_and_takes_no_other_extra_member) {
    BOOST_TEST(bool{merge_record(log, R"({"start":1700000000.123456,"outcome":"exception","dropped":{"logs":2},)"
                                      R"("trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","sample_rate":0.01})")});
    BOOST_TEST(finish() == test::instant_record(R"("dropped":{"logs":2})"));
}

BOOST_AUTO_TEST_CASE(of_text_that_cannot_be_read_changes_nothing_and_says_why) {
    auto const broken = merge_record(log, R"({"start":1700000000.1,"logs":[[0,30,"m"]],})");
    BOOST_TEST(broken.code == error::malformed);
    BOOST_TEST(broken.position == 42U);
    auto const wrong = merge_record(log, R"({"start":1700000000.1,"data":{"k":1},"logs":[[0,30,"m"],7]})");
    BOOST_TEST(wrong.code == error::not_a_record);
    BOOST_TEST(wrong.member == "logs");
    BOOST_TEST(finish() == test::record_of(R"("end":0.000000)"));
}

BOOST_AUTO_TEST_CASE(into_a_log_that_is_over_does_nothing) {
    auto const line = finish();
    BOOST_TEST(bool{merge_record(log, line)});
    BOOST_TEST(sink.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
