// SPDX-License-Identifier: BSL-1.0
#include <logdefer/values/value_writer.hpp>

#include "support/json_of.hpp"
#include "support/written_words.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/uuid/uuid.hpp>

#include <array>
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <ratio>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

#include <pthread.h>

namespace {

using logdefer::fields;
using logdefer::object_writer;
using logdefer::value_writer;
using support::json_of;
using support::json_written;
using namespace std::string_view_literals;
using namespace std::chrono_literals;

enum class colour { red = -1, green = 2 };
enum flags : std::uint64_t { all = UINT64_MAX };

/// A value whose encoder writes this many values.
struct writes {
    int values;
};
struct throws {};
/// A chain of objects, each inside the one before.
struct chain {
    int links;
};
struct coded : std::runtime_error {
    coded() : runtime_error{"42"} {}
};
/// A value whose encoder leaves an array open by throwing out of it and catching the exception outside.
struct recovers {};

}  // namespace

template <>
struct logdefer::encoder<coded> {
    static void encode(coded const&, value_writer& out) { out.write(42); }
};

template <>
struct logdefer::encoder<writes> {
    static void encode(writes const& w, value_writer& out) {
        for (int i = 0; i < w.values; ++i) out.write(i);
    }
};
template <>
struct logdefer::encoder<throws> {
    static void encode(throws const&, value_writer&) { throw std::runtime_error("no"); }
};
template <>
struct logdefer::encoder<chain> {
    static void encode(chain const& c, value_writer& out) {
        if (c.links == 0) return out.write(nullptr);
        out.array([&] { out.write(chain{c.links - 1}); });
    }
};
template <>
struct logdefer::encoder<recovers> {
    static void encode(recovers const&, value_writer& out) {
        auto const before = logdefer::detail::words_of(out).position();
        try {
            out.array([&] { out.write(throws{}); });
        } catch (std::runtime_error const&) {
            logdefer::detail::words_of(out).rewind(before);
            out.write("recovered");
        }
    }
};

BOOST_AUTO_TEST_SUITE(numbers)

template <class T>
void has_exact_edges() {
    using limits = std::numeric_limits<T>;
    BOOST_TEST(json_of(limits::min()) == std::to_string(limits::min()));
    BOOST_TEST(json_of(limits::max()) == std::to_string(limits::max()));
    BOOST_TEST(json_of(T{0}) == "0"sv);
}

BOOST_AUTO_TEST_CASE(integers_of_every_width_are_exact) {
    has_exact_edges<signed char>();
    has_exact_edges<unsigned char>();
    has_exact_edges<short>();
    has_exact_edges<unsigned short>();
    has_exact_edges<int>();
    has_exact_edges<unsigned>();
    has_exact_edges<long>();
    has_exact_edges<unsigned long>();
    has_exact_edges<long long>();
    has_exact_edges<unsigned long long>();
    BOOST_TEST(json_of(INT64_MIN) == "-9223372036854775808"sv);
    BOOST_TEST(json_of(UINT64_MAX) == "18446744073709551615"sv);
    BOOST_TEST(json_of((std::int64_t{1} << 53) + 1) == "9007199254740993"sv);
}

BOOST_AUTO_TEST_CASE(characters_are_text) {
    BOOST_TEST(json_of('a') == R"("a")"sv);
    BOOST_TEST(json_of('\0') == R"("\u0000")"sv);
    BOOST_TEST(json_of('\xe9') == "\"\xef\xbf\xbd\""sv);
    BOOST_TEST(json_of(u8'"') == R"("\"")"sv);
}

BOOST_AUTO_TEST_CASE(floating_point_is_the_shortest_text_of_its_own_type) {
    BOOST_TEST(json_of(0.1) == "0.1"sv);
    BOOST_TEST(json_of(0.1F) == "0.1"sv);
    BOOST_TEST(json_of(16777216.0F) == "16777216"sv);
    BOOST_TEST(json_of(3.4028235e38F) == "3.4028235e+38"sv);
    BOOST_TEST(json_of(1e-45F) == "1e-45"sv);
    BOOST_TEST(json_of(0.1L) == "0.1"sv);
    BOOST_TEST(json_of(0.1 + 0.2) == "0.30000000000000004"sv);
    BOOST_TEST(json_of(-0.0) == "-0.0"sv);
    BOOST_TEST(json_of(-0.0F) == "-0.0"sv);
    BOOST_TEST(json_of(5e-324) == "5e-324"sv);
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_null) {
    BOOST_TEST(json_of(std::numeric_limits<double>::quiet_NaN()) == "null"sv);
    BOOST_TEST(json_of(-std::numeric_limits<double>::infinity()) == "null"sv);
    BOOST_TEST(json_of(std::numeric_limits<float>::quiet_NaN()) == "null"sv);
    BOOST_TEST(json_of(std::numeric_limits<float>::infinity()) == "null"sv);
    BOOST_TEST(json_of(std::numeric_limits<long double>::max()) == "null"sv);
}

BOOST_AUTO_TEST_CASE(bool_and_null_are_themselves) {
    BOOST_TEST(json_of(true) == "true"sv);
    BOOST_TEST(json_of(false) == "false"sv);
    BOOST_TEST(json_of(nullptr) == "null"sv);
    BOOST_TEST(json_of(std::nullopt) == "null"sv);
    BOOST_TEST(json_of(std::monostate{}) == "null"sv);
}

BOOST_AUTO_TEST_CASE(enums_without_a_description_are_integers) {
    BOOST_TEST(json_of(colour::red) == "-1"sv);
    BOOST_TEST(json_of(all) == "18446744073709551615"sv);
    BOOST_TEST(json_of(std::byte{255}) == "255"sv);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(times)

BOOST_AUTO_TEST_CASE(durations_are_seconds_exact_to_the_nanosecond) {
    BOOST_TEST(json_of(1ns) == "0.000000001"sv);
    BOOST_TEST(json_of(-1ns) == "-0.000000001"sv);
    BOOST_TEST(json_of(0s) == "0"sv);
    BOOST_TEST(json_of(90min) == "5400"sv);
    BOOST_TEST(json_of(1500ms) == "1.5"sv);
    BOOST_TEST(json_of(1'700'000'000'123'456'789ns) == "1700000000.123456789"sv);
    BOOST_TEST(json_of(std::chrono::nanoseconds::max()) == "9223372036.854775807"sv);
    BOOST_TEST(json_of(std::chrono::nanoseconds::min()) == "-9223372036.854775808"sv);
    BOOST_TEST(json_of(std::chrono::duration<unsigned, std::ratio<1, 3>>{1}) == "0.333333333"sv);
    using samples = std::chrono::duration<std::int64_t, std::ratio<1, 44100>>;  // 400 days of sound
    BOOST_TEST(json_of(samples{44100LL * 86400 * 400 + 22050}) == "34560000.5"sv);
    BOOST_TEST(json_of(std::chrono::duration<float>{0.1F}) == "0.1"sv);
}

BOOST_AUTO_TEST_CASE(durations_that_nanoseconds_cannot_hold_are_rounded) {
    BOOST_TEST(json_of(std::chrono::hours{10'000'000}) == "36000000000"sv);
    BOOST_TEST(json_of(std::chrono::seconds::max()) == "9.223372036854776e+18"sv);
    BOOST_TEST(json_of(std::chrono::years{-1000}) == "-31556952000"sv);
    BOOST_TEST(json_of(std::chrono::duration<std::uint64_t>{UINT64_MAX}) == "1.8446744073709552e+19"sv);
    BOOST_TEST(json_of(std::chrono::microseconds{9'223'372'036'854'776}) == "9223372036.854776"sv);
    BOOST_TEST(json_of(std::chrono::duration<std::uint64_t, std::nano>{UINT64_MAX}) == "18446744073.709553"sv);
    BOOST_TEST(json_of(std::chrono::duration<std::uint8_t, std::exa>{255}) == "2.55e+20"sv);
    BOOST_TEST(json_of(std::chrono::minutes::min()) == "-5.5340232221128655e+20"sv);  // libstdc++'s are of 64 bits
}

BOOST_AUTO_TEST_CASE(durations_in_floating_point_are_numbers) {
    BOOST_TEST(json_of(std::chrono::duration<double>{0.1}) == "0.1"sv);
    BOOST_TEST(json_of(std::chrono::duration<double, std::milli>{30.5}) == "0.0305"sv);
    BOOST_TEST(json_of(std::chrono::duration<float, std::milli>{0.1F}) == "0.0001"sv);
    BOOST_TEST(json_of(std::chrono::duration<long double, std::micro>{1.5L}) == "1.5e-06"sv);
    BOOST_TEST(json_of(std::chrono::duration<double, std::ratio<2, 3>>{0.5}) == "0.3333333333333333"sv);
    BOOST_TEST(json_of(std::chrono::duration<double>{std::numeric_limits<double>::infinity()}) == "null"sv);
    BOOST_TEST(json_of(std::chrono::duration<float, std::milli>{std::numeric_limits<float>::quiet_NaN()}) == "null"sv);
    BOOST_TEST(json_of(std::chrono::sys_time<std::chrono::duration<double, std::milli>>{}) == "0"sv);
}

BOOST_AUTO_TEST_CASE(time_points_are_seconds_since_their_epoch) {
    BOOST_TEST(json_of(std::chrono::sys_days{std::chrono::days{1}}) == "86400"sv);
    BOOST_TEST(json_of(std::chrono::sys_time<std::chrono::nanoseconds>{-1500ms}) == "-1.5"sv);
    BOOST_TEST(json_of(std::chrono::steady_clock::time_point{2ns}) == "0.000000002"sv);
    BOOST_TEST(json_of(std::chrono::sys_time<std::chrono::microseconds>{9'223'372'036'854'775us})
               == "9223372036.854775"sv);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(containers)

BOOST_AUTO_TEST_CASE(optionals_are_null_or_their_value) {
    BOOST_TEST(json_of(std::optional<int>{}) == "null"sv);
    BOOST_TEST(json_of(std::optional{7}) == "7"sv);
    BOOST_TEST(json_of(std::optional{std::optional<bool>{false}}) == "false"sv);
}

BOOST_AUTO_TEST_CASE(variants_are_their_alternative) {
    using value = std::variant<std::monostate, int, std::string, std::vector<int>>;
    BOOST_TEST(json_of(value{}) == "null"sv);
    BOOST_TEST(json_of(value{3}) == "3"sv);
    BOOST_TEST(json_of(value{"x"}) == R"("x")"sv);
    BOOST_TEST(json_of(value{std::vector{1, 2}}) == "[1,2]"sv);
}

BOOST_AUTO_TEST_CASE(a_variant_that_lost_its_value_is_null) {
    std::variant<int, std::deque<int>> v{7};
    BOOST_CHECK_THROW(v.emplace<std::deque<int>>(std::deque<int>{}.max_size() + 1, 0), std::length_error);
    BOOST_REQUIRE(v.valueless_by_exception());
    BOOST_TEST(json_of(v) == "null"sv);
}

BOOST_AUTO_TEST_CASE(ranges_are_arrays) {
    int const plain[] = {1, 2, 3};
    BOOST_TEST(json_of(plain) == "[1,2,3]"sv);
    BOOST_TEST(json_of(std::span<int const>{plain, 2}) == "[1,2]"sv);
    BOOST_TEST(json_of(std::vector<std::string>{"a", ""}) == R"(["a",""])"sv);
    BOOST_TEST(json_of(std::set{3, 1, 2}) == "[1,2,3]"sv);
    BOOST_TEST(json_of(std::vector<std::vector<int>>{{}, {1}, {2, 3}}) == "[[],[1],[2,3]]"sv);
    BOOST_TEST(json_of(std::vector{true, false}) == "[true,false]"sv);
    BOOST_TEST(json_of(std::vector{std::byte{1}, std::byte{2}}) == "[1,2]"sv);
    BOOST_TEST(json_of(std::vector<int>{}) == "[]"sv);
}

BOOST_AUTO_TEST_CASE(characters_in_a_row_are_text) {
    BOOST_TEST(json_of(std::vector{'a', '\0', 'b'}) == R"("a\u0000b")"sv);
    BOOST_TEST(json_of(std::array{u8'x', u8'y'}) == R"("xy")"sv);
    BOOST_TEST(json_of(std::vector<char>{}) == R"("")"sv);
    BOOST_TEST(json_of(std::deque{'a', 'b'}) == R"(["a","b"])"sv);
}

BOOST_AUTO_TEST_CASE(maps_are_objects) {
    BOOST_TEST(json_of(std::map<std::string, int>{{"b", 2}, {"a", 1}}) == R"({"a":1,"b":2})"sv);
    BOOST_TEST(json_of(std::map<int, bool>{{-5, true}, {3, false}}) == R"({"-5":true,"3":false})"sv);
    BOOST_TEST(json_of(std::map<std::uint64_t, int>{{UINT64_MAX, 1}}) == R"({"18446744073709551615":1})"sv);
    BOOST_TEST(json_of(std::map<bool, int>{{true, 1}}) == R"({"1":1})"sv);
    BOOST_TEST(json_of(std::unordered_map<char const*, int>{{"k", 1}}) == R"({"k":1})"sv);
    BOOST_TEST(json_of(std::map<std::string, std::map<int, int>>{{"", {}}}) == R"({"":{}})"sv);
}

BOOST_AUTO_TEST_CASE(characters_as_keys_are_text_like_characters_as_values) {
    BOOST_TEST(json_of(std::map<char, int>{{'a', 1}, {'"', 2}}) == R"({"\"":2,"a":1})"sv);
    BOOST_TEST(json_of(std::map<char32_t, int>{{U'\u20ac', 1}}) == R"({"€":1})"sv);
    BOOST_TEST(json_of(std::map<std::wstring, int>{{L"\u00e9", 1}}) == R"({"é":1})"sv);
}

BOOST_AUTO_TEST_CASE(wide_text_becomes_utf_8) {
    BOOST_TEST(json_of(L"wide \U0001f600") == "\"wide 😀\"");
    BOOST_TEST(json_of(std::u16string{u"\u20ac"}) == "\"€\"");
    BOOST_TEST(json_of(std::u32string_view{U"\u00e9"}) == "\"é\"");
    BOOST_TEST(json_of(static_cast<wchar_t const*>(nullptr)) == R"("")"sv);
    BOOST_TEST(json_of(L'\u00e9') == "\"é\"");
    BOOST_TEST(json_of(char16_t{0xd800}) == "\"�\"");
    BOOST_TEST(json_of(std::vector{u'a', u'b'}) == R"("ab")"sv);
    BOOST_TEST(json_of(logdefer::fields{{"k", L"wide"}, {"c", U'c'}}) == R"({"k":"wide","c":"c"})"sv);
}

/// Has the members of a UUID, but four bytes more.
struct digest : std::array<std::uint8_t, 20> {
    [[nodiscard]] static bool is_nil() { return false; }
    [[nodiscard]] static int version() { return 1; }
};

BOOST_AUTO_TEST_CASE(a_uuid_is_written_as_people_write_it) {
    boost::uuids::uuid const id{
        {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10}};
    BOOST_TEST(json_of(id) == R"("01234567-89ab-cdef-fedc-ba9876543210")"sv);
    BOOST_TEST(json_of(std::array<std::uint8_t, 2>{1, 2}) == "[1,2]"sv);
    BOOST_TEST(json_of(digest{}) == "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"sv);
}

BOOST_AUTO_TEST_CASE(a_bit_of_a_vector_is_a_bool) {
    std::vector<bool> bits{true, false};
    BOOST_TEST(json_of(bits[0]) == "true"sv);
    BOOST_TEST(json_of(std::bitset<2>{1}[1]) == "false"sv);
}

/// Its members except `c` have no address to which a reference could be bound.
struct [[gnu::packed]] packet {
    char c;
    int i;
    double d;
    unsigned bits : 3;
    colour e;
};

BOOST_AUTO_TEST_CASE(bit_fields_and_packed_members_are_values) {
    packet const p{'c', -7, 2.5, 5, colour::green};
    BOOST_TEST(json_of(logdefer::fields{{"i", p.i}, {"d", p.d}, {"bits", p.bits}, {"e", p.e}})
               == R"({"i":-7,"d":2.5,"bits":5,"e":2})"sv);
    BOOST_TEST(json_of(logdefer::list{p.c, p.i, p.bits}) == R"(["c",-7,5])"sv);
    BOOST_TEST(json_written([&](logdefer::value_writer& out) {
                   out.object([&](logdefer::object_writer& members) {
                       members.member("i", p.i);
                       members.member("bits", p.bits);
                   });
               })
               == R"({"i":-7,"bits":5})"sv);
    BOOST_TEST(json_written([&](logdefer::value_writer& out) { out.write(p.i); }) == "-7"sv);
}

BOOST_AUTO_TEST_CASE(a_recorded_value_is_written_again_as_it_was) {
    support::written_words words;
    {
        auto out = logdefer::detail::writer_to(words.out);
        out.write(logdefer::fields{{"a", logdefer::list{1, 2.5, "x", nullptr, true}}, {"b", {{"c", 3U}}}});
    }
    BOOST_TEST(json_of(words.first()) == R"({"a":[1,2.5,"x",null,true],"b":{"c":3}})"sv);
}

BOOST_AUTO_TEST_CASE(maps_whose_keys_may_repeat_or_are_no_text_are_arrays_of_pairs) {
    BOOST_TEST(json_of(std::multimap<std::string, int>{{"k", 1}, {"k", 2}}) == R"([["k",1],["k",2]])"sv);
    BOOST_TEST(json_of(std::map<double, int>{{0.5, 1}}) == "[[0.5,1]]"sv);
    BOOST_TEST(json_of(std::unordered_multimap<int, int>{{1, 2}}) == "[[1,2]]"sv);
}

BOOST_AUTO_TEST_CASE(tuples_and_pairs_are_arrays) {
    BOOST_TEST(json_of(std::tuple{1, "two", 3.5, std::tuple<>{}}) == R"([1,"two",3.5,[]])"sv);
    BOOST_TEST(json_of(std::pair{std::string{"k"}, std::vector{1}}) == R"(["k",[1]])"sv);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(encoders)

BOOST_AUTO_TEST_CASE(an_encoder_writes_one_value_or_the_entry_is_lost) {
    BOOST_TEST(json_of(writes{1}) == "0"sv);
    BOOST_TEST(json_of(writes{0}) == "dropped"sv);
    BOOST_TEST(json_of(writes{2}) == "dropped"sv);
    BOOST_TEST(json_of(std::vector{writes{1}, writes{0}}) == "dropped"sv);
    BOOST_TEST(json_of(fields{{"a", 1}, {"b", writes{2}}}) == "dropped"sv);
}

BOOST_AUTO_TEST_CASE(an_exception_is_an_object_of_its_type_and_text) {
    BOOST_TEST(json_of(std::runtime_error{"full"}) == R"({"type":"std::runtime_error","what":"full"})"sv);
    BOOST_TEST(json_of(std::make_exception_ptr(std::logic_error{"odd"}))
               == R"({"type":"std::logic_error","what":"odd"})"sv);
    BOOST_TEST(json_of(std::make_exception_ptr(7)) == R"({"type":"int"})"sv);
    BOOST_TEST(json_of(std::exception_ptr{}) == "null"sv);
}

BOOST_AUTO_TEST_CASE(an_exception_has_those_that_are_nested_in_it_in_a_row_however_many) {
    std::exception_ptr chain = std::make_exception_ptr(7);
    for (int i = 0; i < 200; ++i) {
        try {
            std::rethrow_exception(chain);
        } catch (...) {
            try {
                std::throw_with_nested(std::runtime_error{std::to_string(i)});
            } catch (...) {
                chain = std::current_exception();
            }
        }
    }
    auto const json = json_of(chain);
    BOOST_TEST(
        json.starts_with(R"({"type":"std::runtime_error","what":"199","nested":[{"type":"std::runtime_error",)"));
    BOOST_TEST(json.ends_with(R"({"type":"std::runtime_error","what":"0"},{"type":"int"}]})"));
}

BOOST_AUTO_TEST_CASE(an_exception_that_is_nested_in_itself_comes_to_an_end) {
    struct circular : std::exception, std::nested_exception {};
    circular const without_nested;
    std::string json;
    try {
        throw circular{};
    } catch (circular& e) {
        e = circular{};
        json = json_of(e);
        e = without_nested;  // otherwise nobody would free it
    }
    BOOST_TEST(json.size() > 1000U);
}

BOOST_AUTO_TEST_CASE(an_exception_with_an_encoder_is_what_that_writes) { BOOST_TEST(json_of(coded{}) == "42"sv); }

BOOST_AUTO_TEST_CASE(an_error_code_is_an_object) {
    auto const timeout = R"({"category":"generic","value":110,"message":"Connection timed out"})"sv;
    BOOST_TEST(json_of(std::make_error_code(std::errc::timed_out)) == timeout);
    BOOST_TEST(json_of(std::make_error_condition(std::errc::timed_out)) == timeout);
    BOOST_TEST(json_of(boost::system::errc::make_error_code(boost::system::errc::timed_out)) == timeout);
}

BOOST_AUTO_TEST_CASE(a_path_is_text) {
    BOOST_TEST(json_of(std::filesystem::path{"/var/log/a \"b\""}) == R"("/var/log/a \"b\"")"sv);
    BOOST_TEST(json_of(std::vector<std::filesystem::path>{"a", "b/"}) == R"(["a","b/"])"sv);
}

BOOST_AUTO_TEST_CASE(a_thread_is_the_number_that_pthreads_gives_it) {
    BOOST_TEST(json_of(std::this_thread::get_id()) == std::to_string(::pthread_self()));
    BOOST_TEST(json_of(std::thread::id{}) == "0"sv);
}

BOOST_AUTO_TEST_CASE(what_an_encoder_throws_passes_through) {
    BOOST_CHECK_THROW(json_of(throws{}), std::runtime_error);
    BOOST_CHECK_THROW(json_of(fields{{"k", throws{}}}), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(an_encoder_may_recover_from_another_ones_exception) {
    BOOST_TEST(json_of(std::vector(200, recovers{})).starts_with(R"(["recovered","recovered",)"));
}

BOOST_AUTO_TEST_CASE(nesting_deeper_than_a_hundred_loses_the_entry) {
    BOOST_TEST(json_of(chain{49}) == std::string(49, '[') + "null" + std::string(49, ']'));
    BOOST_TEST(json_of(chain{50}) == "dropped"sv);
    BOOST_TEST(json_of(chain{1'000'000}) == "dropped"sv);
}

BOOST_AUTO_TEST_CASE(objects_and_arrays_are_written_piece_by_piece) {
    auto const written = json_written([](value_writer& out) {
        out.object([&](object_writer& members) {
            members.member("a", 1);
            members.member("b", fields{{"c", 2}});
            members.member("d", logdefer::list{3, "x"});
        });
    });
    BOOST_TEST(written == R"({"a":1,"b":{"c":2},"d":[3,"x"]})"sv);
    BOOST_TEST(json_written([](value_writer& out) { out.array([] {}); }) == "[]"sv);
    BOOST_TEST(json_written([](value_writer& out) { out.object([](object_writer&) {}); }) == "{}"sv);
}

BOOST_AUTO_TEST_SUITE_END()
