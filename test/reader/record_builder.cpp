// SPDX-License-Identifier: BSL-1.0
#include <logdefer/reader/record_builder.hpp>

#include <logdefer/reader/json_parser.hpp>

#include "support/contents_of.hpp"
#include "support/written_words.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using logdefer::error;
using logdefer::record;
using logdefer::detail::parse_decimal;
using logdefer::detail::parse_seconds;
using logdefer::detail::record_builder;
using support::contents_of;
using namespace std::chrono_literals;
namespace data = boost::unit_test::data;

/// Returns the nanoseconds that a number of seconds means, or nothing.
std::optional<std::int64_t> nanoseconds(std::string_view number) {
    auto const time = parse_seconds(number);
    if (!time) return {};
    return time->count();
}

/// Returns a decimal as `[-]0.DIGITSe[-]EXPONENT`.
std::string spelled(std::string_view number) {
    auto const d = parse_decimal(number);
    return (d.negative ? "-0." : "0.") + std::string(d.digits.data(), static_cast<std::size_t>(d.count)) + 'e'
           + std::to_string(d.point);
}

struct built {
    record r = {};
    std::string_view wrong = {};
    std::error_code code = {};

    /// Builds a record of the JSON text of its members, none of which may be missing a value.
    explicit built(std::string_view json) {
        support::written_words words;
        BOOST_REQUIRE(!logdefer::detail::parse_json(json, words.out).code);
        code = record_builder{}.build(words.first(), r, wrong);
    }

    [[nodiscard]] std::string contents() const {
        BOOST_REQUIRE(!code);
        return contents_of(r.view());
    }
};

/// What a record is that starts at 1 and has these members.
std::string contents_with(std::string_view members) {
    built const b{R"({"start":1,)" + std::string{members} + "}"};
    BOOST_TEST((b.r.view().start() == 1s));
    return b.contents();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_decimal)

BOOST_AUTO_TEST_CASE(has_its_digits_and_the_place_of_its_point) {
    BOOST_TEST(spelled("1.5e3") == "0.15e4");
    BOOST_TEST(spelled("1500") == "0.1500e4");
    BOOST_TEST(spelled("-12.034") == "-0.12034e2");
    BOOST_TEST(spelled("0.00120") == "0.120e-2");
    BOOST_TEST(spelled("15E-4") == "0.15e-2");
    BOOST_TEST(spelled("2.5E+10") == "0.25e11");
    BOOST_TEST(spelled("0") == "0.e0");
    BOOST_TEST(spelled("-0.0") == "-0.e-1");
}

BOOST_AUTO_TEST_CASE(has_no_more_digits_than_32_but_its_point_where_it_was) {
    std::string const digits(32, '7');
    BOOST_TEST(spelled(digits + "123.9") == "0." + digits + "e35");
    BOOST_TEST(spelled("0.000" + digits + "1") == "0." + digits + "e-3");
}

BOOST_AUTO_TEST_CASE(has_an_exponent_of_three_digits_at_most) {
    BOOST_TEST(spelled("1e2000000000") == "0.1e1001");
    BOOST_TEST(spelled("1e-2000000000") == "0.1e-999");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(seconds)

BOOST_AUTO_TEST_CASE(are_exact_to_the_nanosecond) {
    BOOST_TEST((nanoseconds("0.000000001") == 1));
    BOOST_TEST((nanoseconds("1234567890.123456789") == 1'234'567'890'123'456'789));
    BOOST_TEST((nanoseconds("0.1") == 100'000'000));
    BOOST_TEST((nanoseconds("7.0") == 7'000'000'000));
    BOOST_TEST((nanoseconds("-1.5") == -1'500'000'000));
}

BOOST_AUTO_TEST_CASE(are_truncated_towards_zero) {
    BOOST_TEST((nanoseconds("0.0000000019") == 1));
    BOOST_TEST((nanoseconds("-0.0000000019") == -1));
    BOOST_TEST((nanoseconds("0.9999999999999999999999999999999999999999999999") == 999'999'999));
    BOOST_TEST((nanoseconds("0.00000000000000000000000000000000000000000000001") == 0));
}

BOOST_AUTO_TEST_CASE(may_have_exponents) {
    BOOST_TEST((nanoseconds("1.5e3") == 1'500'000'000'000));
    BOOST_TEST((nanoseconds("1.5E+3") == 1'500'000'000'000));
    BOOST_TEST((nanoseconds("2.005E2") == 200'500'000'000));
    BOOST_TEST((nanoseconds("1e-9") == 1));
    BOOST_TEST((nanoseconds("15e-1") == 1'500'000'000));
    BOOST_TEST((nanoseconds("0e0") == 0));
    BOOST_TEST((nanoseconds("0E1000") == 0));
    BOOST_TEST((nanoseconds("1e-1000") == 0));
    BOOST_TEST((nanoseconds("12345678901234567890e-10") == 1'234'567'890'123'456'789));
    BOOST_TEST((nanoseconds("0.000000000000000000000000000000000000000015e40") == 150'000'000));
}

BOOST_AUTO_TEST_CASE(fit_up_to_the_end_of_64_bits_and_no_further) {
    BOOST_TEST((nanoseconds("9223372036.854775807") == std::numeric_limits<std::int64_t>::max()));
    BOOST_TEST((nanoseconds("-9223372036.854775807") == -std::numeric_limits<std::int64_t>::max()));
    for (auto const* const number : {"9223372036.854775808", "1e10", "1e300", "99999999999999999999.0", "1e400"}) {
        BOOST_TEST(!nanoseconds(number), number);
        BOOST_TEST(!nanoseconds('-' + std::string{number}), number);
    }
}

BOOST_AUTO_TEST_CASE(of_any_digits_and_exponent_are_what_integers_make_of_them) {
    constexpr unsigned seed = 20261130;
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937_64 random{seed};
    for (int i = 0; i < 20'000; ++i) {
        auto const digits = random() >> (1 + random() % 63);
        auto const exponent = static_cast<int>(random() % 25) - 20;  // 10^-20 to 10^4
        std::optional<std::int64_t> expected;
        logdefer::detail::uint128 ns = digits;
        for (int e = -9; e < exponent; ++e) ns *= 10;
        for (int e = exponent; e < -9; ++e) ns /= 10;
        if (ns <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            expected = static_cast<std::int64_t>(ns);
        auto const number = std::to_string(digits) + 'e' + std::to_string(exponent);
        if (nanoseconds(number) != expected) BOOST_ERROR(number);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_record)

BOOST_AUTO_TEST_CASE(is_built_of_its_members_in_any_order) {
    built const b{R"({"timers":[["t",0,1]],"x":1,"logs":[[0,30,"m"]],"end":2,"data":{"k":1},"start":3})"};
    BOOST_TEST((b.r.view().start() == 3s));
    BOOST_TEST(b.contents() == "end 2000, k=1, 0 m, t 0..1000, x 1");
    BOOST_TEST(b.wrong.empty());
}

BOOST_AUTO_TEST_CASE(needs_a_start_alone) {
    BOOST_TEST(built{R"({"start":1})"}.contents() == "end 0");
    BOOST_TEST(contents_with(R"("data":{},"logs":[],"timers":[])") == "end 0");
    BOOST_TEST(contents_with(R"("timers":{})") == "end 0");
}

BOOST_AUTO_TEST_CASE(replaces_the_one_that_was_there_only_if_it_can_be_built) {
    support::written_words words;
    BOOST_REQUIRE(!logdefer::detail::parse_json(R"({"start":6,"logs":7})", words.out).code);
    built b{R"({"start":5})"};
    BOOST_TEST((record_builder{}.build(words.first(), b.r, b.wrong) == error::not_a_record));
    BOOST_TEST(b.wrong == "logs");
    BOOST_TEST((b.r.view().start() == 5s));
}

BOOST_AUTO_TEST_CASE(starts_at_any_time_but_has_no_time_before_that) {
    built const b{R"({"start":-1.5,"end":-1,"logs":[[-2,30,"m"]],"timers":[["t",-5,-3]]})"};
    BOOST_TEST(b.contents() == "end 0, 0 m, t 0..0");
    BOOST_TEST((b.r.view().start() == -1500ms));
}

BOOST_AUTO_TEST_CASE(ends_no_earlier_than_what_is_in_it) {
    BOOST_TEST(contents_with(R"("end":1,"logs":[[2.5,30,"late"]])") == "end 2500, 2500 late");
    BOOST_TEST(contents_with(R"("end":2,"timers":[["late",1,5],["back",4,3]])")
               == "end 5000, late 1000..5000, back 4000..4000");
}

BOOST_AUTO_TEST_CASE(has_the_last_value_of_a_key_at_its_first_place) {
    BOOST_TEST(contents_with(R"("data":{"a":1,"b":2,"a":3})") == "end 0, a=3, b=2");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lines)

BOOST_AUTO_TEST_CASE(keep_the_order_in_which_they_are_written) {
    BOOST_TEST(contents_with(R"("logs":[[3,30,"c"],[1,30,"a"],[1,30,"b"]])") == "end 3000, 3000 c, 1000 a, 1000 b");
}

BOOST_AUTO_TEST_CASE(have_any_message_or_none_and_any_items) {
    built const b{R"({"start":1,"logs":[[0,30,{"a":1},2,[3]],[0,30,7],[0,30]]})"};
    BOOST_TEST(b.contents() == "end 0, 0 {a=1 }, 0 7, 0 ");
    auto const first = *b.r.view().logs().begin();
    auto item = first.items().begin();
    BOOST_TEST((*item++).integer() == 2);
    BOOST_TEST(((*item++).kind() == logdefer::value_kind::array));
    BOOST_TEST((item == first.items().end()));
}

BOOST_AUTO_TEST_CASE(have_levels_that_are_any_numbers_even_as_text) {
    built const b{R"({"start":1,"logs":[[0,25,"a"],[0,-5,"b"],[0,"15","c"],[0,12.5,"d"],[0,3E1,"e"],[0,2.5e1,"f"],)"
                  R"([0,99999999999,"g"],[0,-99999999999,"h"]]})"};
    BOOST_REQUIRE(!b.code);
    std::vector<int> levels;
    for (logdefer::line_view const l : b.r.view().logs()) levels.push_back(l.level());
    BOOST_TEST(levels == (std::vector<int>{25, -5, 15, 12, 30, 25, 2147483647, -2147483647 - 1}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(timers)

BOOST_AUTO_TEST_CASE(may_be_an_object) {
    BOOST_TEST(contents_with(R"("end":2,"timers":{"b":[1,2],"a":[0,1.5],"open":[1]})")
               == "end 2000, b 1000..2000, a 0..1500, open 1000..2000");
}

BOOST_AUTO_TEST_CASE(without_an_end_end_with_the_record) {
    BOOST_TEST(contents_with(R"("end":2,"timers":[["a",1],["b",1,null],["c",0.5,null,{"busy":1}]])")
               == "end 2000, a 1000..2000, b 1000..2000, c 500..2000");
}

BOOST_AUTO_TEST_CASE(have_the_detail_that_follows_their_end) {
    built const b{R"({"start":1,"timers":[["t",0,1,{"busy":7}],["u",0,1]]})"};
    BOOST_REQUIRE(!b.code);
    auto timer = b.r.view().timers().begin();
    auto const detail = (*timer++).detail();
    BOOST_REQUIRE((detail.begin() != detail.end()));
    BOOST_TEST(support::text_of(*detail.begin()) == "{busy=7 }");
    BOOST_TEST(((*timer).detail().begin() == (*timer).detail().end()));
}

BOOST_AUTO_TEST_CASE(have_names_of_any_kind) {
    built const b{R"({"start":1,"timers":[[null,0,1]]})"};
    BOOST_REQUIRE(!b.code);
    BOOST_TEST(((*b.r.view().timers().begin()).name().kind() == logdefer::value_kind::null));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(what_is_no_record)

namespace {

struct refused {
    std::string_view json;
    std::string_view wrong;
    friend std::ostream& operator<<(std::ostream& out, refused const& r) { return out << r.json; }
};

constexpr refused all_refused[]{
    {"[1]", "record"},
    {"null", "record"},
    {"{}", "start"},
    {R"({"end":1})", "start"},
    {R"({"start":"1"})", "start"},
    {R"({"start":null})", "start"},
    {R"({"start":9223372036.854775808})", "start"},
    {R"({"start":9223372037})", "start"},
    {R"({"start":-9223372037})", "start"},
    {R"({"start":99999999999999999999})", "start"},
    {R"({"start":18446744073709551615})", "start"},
    {R"({"start":1,"end":"x"})", "end"},
    {R"({"start":1,"end":null})", "end"},
    {R"({"start":1,"end":1e300})", "end"},
    {R"({"start":1,"data":[]})", "data"},
    {R"({"start":1,"data":null})", "data"},
    {R"({"start":1,"logs":{}})", "logs"},
    {R"({"start":1,"logs":[1]})", "logs"},
    {R"({"start":1,"logs":[[]]})", "logs"},
    {R"({"start":1,"logs":[[0]]})", "logs"},
    {R"({"start":1,"logs":[["0",30,"m"]]})", "logs"},
    {R"({"start":1,"logs":[[0,null,"m"]]})", "logs"},
    {R"({"start":1,"logs":[[0,"info","m"]]})", "logs"},
    {R"({"start":1,"logs":[[0,1e300,"m"]]})", "logs"},
    {R"({"start":1,"logs":[[0,30,"m"],7]})", "logs"},
    {R"({"start":1,"timers":1})", "timers"},
    {R"({"start":1,"timers":["t"]})", "timers"},
    {R"({"start":1,"timers":[[]]})", "timers"},
    {R"({"start":1,"timers":[["t"]]})", "timers"},
    {R"({"start":1,"timers":[["t","0",1]]})", "timers"},
    {R"({"start":1,"timers":[["t",0,"1"]]})", "timers"},
    {R"({"start":1,"timers":{"t":1}})", "timers"},
    {R"({"start":1,"timers":{"t":[]}})", "timers"},
};

}  // namespace

BOOST_DATA_TEST_CASE(is_refused_with_the_name_of_the_member_that_is_wrong_or_missing, data::make(all_refused)) {
    built const b{sample.json};
    BOOST_TEST(b.code == error::not_a_record);
    BOOST_TEST(b.wrong == sample.wrong);
    BOOST_TEST(b.r.empty());
}

BOOST_AUTO_TEST_SUITE_END()
