// SPDX-License-Identifier: BSL-1.0
#include <logdefer/base/text.hpp>

#include <logdefer/basic_log_defer.hpp>

#include "support/json_of.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

extern char const array_of_unknown_bound[];

namespace {

using logdefer::text;
using logdefer::text_like;

struct as_view {
    operator std::string_view() const noexcept { return "view"; }
};
struct as_utf8_view {
    operator std::u8string_view() const noexcept { return u8"utf-8"; }
};

static_assert(text_like<char const*> && text_like<char*> && text_like<char8_t const*> && text_like<char const* const&>);
static_assert(text_like<char[4]> && text_like<char const (&)[4]> && text_like<char8_t const[4]> && text_like<char[]>);
static_assert(text_like<std::string> && text_like<std::string_view const&> && text_like<std::u8string>);
static_assert(text_like<as_view>);
static_assert(!text_like<std::nullptr_t> && !text_like<char> && !text_like<int> && !text_like<void*>);
static_assert(!text_like<wchar_t const*> && !text_like<std::wstring> && !text_like<signed char const*>);
static_assert(!text_like<std::optional<std::string>> && !text_like<std::vector<char>>);
static_assert(!text_like<std::filesystem::path>, "its encoding is not known to be UTF-8");

std::string seen(text t) { return std::string{t.view()}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(every_spelling)

BOOST_AUTO_TEST_CASE(of_a_literal) {
    BOOST_TEST(seen("literal") == "literal");
    BOOST_TEST(seen("") == "");
    BOOST_TEST(seen(u8"\u00e9") == "\xc3\xa9");
    BOOST_TEST(seen("up to\0the first NUL") == "up to");
}

BOOST_AUTO_TEST_CASE(of_an_array_is_read_up_to_its_bound) {
    struct packet {
        char name[16];
        char rest[4];
    };
    auto const p = std::make_unique<packet>();
    std::memset(p.get(), 'x', sizeof(packet));
    BOOST_TEST(seen(p->name) == std::string(16, 'x'));
    p->name[3] = '\0';
    BOOST_TEST(seen(p->name) == "xxx");
    p->name[0] = '\0';
    BOOST_TEST(seen(p->name) == "");
}

BOOST_AUTO_TEST_CASE(of_a_local_array) {
    char const b[] = "local";
    char unterminated[3] = {'a', 'b', 'c'};
    char8_t const utf8[2] = {u8'x', u8'y'};
    BOOST_TEST(seen(b) == "local");
    BOOST_TEST(seen(unterminated) == "abc");
    BOOST_TEST(seen(utf8) == "xy");
}

BOOST_AUTO_TEST_CASE(of_an_array_of_unknown_bound_is_read_as_a_pointer) {
    BOOST_TEST(seen(array_of_unknown_bound) == "unknown");
}

BOOST_AUTO_TEST_CASE(of_a_conditional_expression) {
    for (bool const warm : {false, true}) {
        BOOST_TEST(seen(warm ? "hit" : "missed") == (warm ? "hit" : "missed"));
        BOOST_TEST(seen(warm ? "one" : "two") == (warm ? "one" : "two"));
    }
}

BOOST_AUTO_TEST_CASE(of_a_pointer_null_or_not) {
    char const* pointer = "pointer";
    char const* null = nullptr;
    char8_t const* utf8_null = nullptr;
    char writable[] = "writable";
    BOOST_TEST(seen(pointer) == "pointer");
    BOOST_TEST(seen(&writable[0]) == "writable");
    BOOST_TEST(seen(null) == "");
    BOOST_TEST(seen(utf8_null) == "");
}

BOOST_AUTO_TEST_CASE(of_a_string_object_with_zeros_inside) {
    std::string const s{"a\0b", 3};
    BOOST_TEST(seen(s) == s);
    BOOST_TEST(seen(std::string_view{s}) == s);
    BOOST_TEST(seen(std::u8string{u8"x\0y", 3}) == (std::string{"x\0y", 3}));
    BOOST_TEST(seen(std::u8string_view{}) == "");
    BOOST_TEST(seen(as_view{}) == "view");
    BOOST_TEST(seen(as_utf8_view{}) == "utf-8");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_constant_knows_whether_json_must_escape_it) {
    static_assert(text{"plain ~ text"}.is_plain() && text{""}.is_plain());
    static_assert(!text{"\""}.is_plain() && !text{"\\"}.is_plain() && !text{"\n"}.is_plain()
                  && !text{"\x7f"}.is_plain());
    static_assert(!text{"\xc3\xa9"}.is_plain());
    std::string const known_at_run_time = "plain";
    BOOST_TEST(!text{known_at_run_time}.is_plain());
}

BOOST_AUTO_TEST_CASE(a_long_constant_is_not_taken_for_plain) {
    static constexpr auto longest = [] {
        std::array<char, logdefer::detail::longest_plain_text + 2> s{};
        for (std::size_t i = 0; i + 1 < s.size(); ++i) s[i] = 'x';
        return s;
    }();
    constexpr text too_long{longest.data()};
    constexpr text fits{longest.data() + 1};
    static_assert(!too_long.is_plain() && fits.is_plain());
    BOOST_TEST(fits.view().size() == logdefer::detail::longest_plain_text);
}

BOOST_AUTO_TEST_CASE(a_copied_constant_is_never_taken_for_plain_when_it_is_not) {
    BOOST_TEST((!text{"\""}.is_plain() && !text{"\\"}.is_plain() && !text{"a\n"}.is_plain()));
    BOOST_TEST((!text{"\x7f"}.is_plain() && !text{"\xc3\xa9"}.is_plain() && !text{u8"\u00e9"}.is_plain()));
    constexpr char const unterminated[] = {'a', 'b'};
    BOOST_TEST(!text{unterminated}.is_plain());
    BOOST_TEST(!text{static_cast<char const*>(nullptr)}.is_plain());
    std::string const known_only_at_run_time = "plain";
    BOOST_TEST(!text{known_only_at_run_time}.is_plain());
}

BOOST_AUTO_TEST_SUITE(recorded_text)

/// Writes `source` as a value and as a key, destroys it, then renders.
template <class T>
std::string outlived(std::unique_ptr<T> source) {
    return support::json_written([&](logdefer::value_writer& out) {
        out.write(logdefer::fields{{*source, *source}});
        source.reset();
    });
}

struct member_array {
    char name[4];
};

BOOST_AUTO_TEST_CASE(is_a_copy) {
    BOOST_TEST(outlived(std::make_unique<std::string>("a string that is not small"))
               == R"({"a string that is not small":"a string that is not small"})");
    BOOST_TEST(outlived(std::make_unique<std::u8string>(u8"utf-8")) == R"({"utf-8":"utf-8"})");
}

BOOST_AUTO_TEST_CASE(of_an_array_is_a_copy_up_to_its_bound) {
    auto source = std::make_unique<member_array>(member_array{{'a', 'b', 'c', 'd'}});
    auto const written = support::json_written([&](logdefer::value_writer& out) {
        out.write(logdefer::fields{{source->name, source->name}});
        source.reset();
    });
    BOOST_TEST(written == R"({"abcd":"abcd"})");
}

BOOST_AUTO_TEST_CASE(behind_a_pointer_is_a_copy) {
    char source[] = "before";
    char const* const pointer = source;
    auto const written = support::json_written([&](logdefer::value_writer& out) {
        out.write(logdefer::fields{{pointer, pointer}});
        std::memcpy(source, "after!", 6);
    });
    BOOST_TEST(written == R"({"before":"before"})");
}

BOOST_AUTO_TEST_CASE(serves_as_a_key_in_every_spelling) {
    char const local[] = "local";
    char const* const null = nullptr;
    std::string const string = "string";
    auto const written = support::json_of(logdefer::fields{{"literal", 1},
                                                           {local, 2},
                                                           {null, 3},
                                                           {string, 4},
                                                           {std::string_view{"view"}, 5},
                                                           {u8"utf-8", 6},
                                                           {string.empty() ? "yes" : "not", 7}});
    BOOST_TEST(written == R"({"literal":1,"local":2,"":3,"string":4,"view":5,"utf-8":6,"not":7})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_log)

std::string joined(logdefer::record_view r) {
    std::string all;
    auto const add = [&](logdefer::value_view v) { all += std::string{v.text()} + '|'; };
    auto const add_members = [&](logdefer::value_view object) {
        for (logdefer::member_view const m : object.members()) {
            add(m.key());
            add(m.value());
        }
    };
    for (logdefer::line_view const line : r.logs()) {
        add(line.message());
        for (logdefer::value_view const item : line.items()) {
            item.kind() == logdefer::value_kind::text ? add(item) : add_members(item);
        }
    }
    for (logdefer::data_view const d : r.data()) {
        add(d.key());
        add(d.value());
    }
    for (logdefer::timer_view const t : r.timers()) add(t.name());
    return all;
}

/// Logs `spelling` wherever text is allowed, then lets its source change, then returns whether everything is unchanged.
template <class T, class Change>
void keeps(std::string const& expected, T const& spelling, Change&& change) {
    logdefer::basic_log_defer<> log{[](std::string_view) {}};
    log.info(spelling, {{spelling, spelling}}, spelling);
    log.error([&] { return std::tuple{spelling, spelling}; });
    log.data(spelling, spelling);
    log[spelling] = spelling;
    log.data({{spelling, spelling}});
    {
        auto const timer = log.timer(spelling);
        change();
    }
    logdefer::record r;
    BOOST_TEST(!log.finish(r));
    std::string all;
    for (int i = 0; i < 9; ++i) all += expected + '|';
    BOOST_TEST(joined(r.view()) == all);
}

template <class T>
void keeps(std::string const& expected, T const& spelling) {
    keeps(expected, spelling, [] {});
}

BOOST_AUTO_TEST_CASE(copies_what_may_change) {
    struct packet {
        char name[16];
        char rest[4];
    } packet;
    std::memset(&packet, 'x', sizeof packet);
    keeps(std::string(16, 'x'), std::string_view{packet.name, 16}, [&] { std::memset(packet.name, '!', 16); });
    char buffer[] = "buffer";
    char const* const pointer = buffer;
    keeps("buffer", pointer, [&] { std::memset(buffer, '!', 6); });
    std::string string = "a string that is not small";
    std::string_view const view = string;
    keeps("a string that is not small", view, [&] { std::ranges::fill(string, '!'); });
}

BOOST_AUTO_TEST_CASE(takes_every_spelling_everywhere) {
    char const* const null = nullptr;
    std::string const string = "string";
    keeps("", null);
    keeps("string", string);
    keeps("utf-8", static_cast<char8_t const*>(u8"utf-8"));
    keeps("utf-8", std::u8string{u8"utf-8"});
    keeps("hit", string.empty() ? "missed" : "hit");
}

BOOST_AUTO_TEST_CASE(takes_arrays_up_to_their_bound) {
    struct packet {
        char name[16];
        char rest[4];
    };
    auto const p = std::make_unique<packet>();
    std::memset(p.get(), 'x', sizeof(packet));
    char const local[] = "local";
    char8_t const utf8[2] = {u8'x', u8'y'};
    logdefer::basic_log_defer<> log{[](std::string_view) {}};
    log.info(p->name, {{p->name, p->name}, {local, utf8}}, local, u8"utf-8");
    log.info(u8"utf-8", p->name);
    log.data(p->name, p->name);
    log[local] = p->name;
    std::memset(p.get(), '!', sizeof(packet));
    logdefer::record r;
    BOOST_TEST(!log.finish(r));
    std::string const x(16, 'x');
    BOOST_TEST(joined(r.view())
               == x + '|' + x + '|' + x + "|local|xy|local|utf-8|utf-8|" + x + '|' + x + '|' + x + "|local|" + x + '|');
}

BOOST_AUTO_TEST_SUITE_END()

char const array_of_unknown_bound[] = "unknown";
