// SPDX-License-Identifier: BSL-1.0

#pragma once

/// The scripted transactions of the golden records, which together show the whole format.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace golden {

using namespace logdefer;
using namespace std::chrono_literals;

enum class state { open, paid };
BOOST_DESCRIBE_ENUM(state, open, paid)

enum class colour : std::uint8_t { red = 7 };

struct item {
    std::string name;
    std::optional<double> price;
};
BOOST_DESCRIBE_STRUCT(item, (), (name, price))

struct order {
    int id = 0;
    state now = state::open;
    std::vector<item> items;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, now, items))

struct money {
    std::int64_t cents = 0;
};

struct broken {};

}  // namespace golden

template <>
struct logdefer::encoder<golden::money> {
    static void encode(golden::money m, value_writer& out) { out.write(fields{{"eur", double(m.cents) / 100}}); }
};

template <>
struct logdefer::encoder<golden::broken> {
    static void encode(golden::broken, value_writer&) { throw std::runtime_error{"no form"}; }
};

namespace golden {

using golden_log = basic_log_defer<manual_clock>;

struct golden_case {
    std::string_view name;
    void (*run)(golden_log&, manual_clock const&);
    time_precision precision = time_precision::microseconds;
};

inline void merge_text(golden_log& log, std::string_view text, merge_data data = merge_data::shallow) {
    record r;
    if (read_record(text, r)) log.merge(r, data);
}

inline void nothing(golden_log&, manual_clock const&) {}

inline void request(golden_log& log, manual_clock const& clock) {
    log.data({{"method", "GET"}, {"target", "/orders/7"}, {"user", "jane.doe@example.com"}});
    clock.advance(158us);
    log.info("hello");
    {
        auto const db = log.timer("db");
        clock.advance(100'431us);
        log.warn("cache miss", {{"key", "orders/7"}, {"shard", 7}});
    }
    {
        auto const render = log.timer("render");
        clock.advance(100'634us);
        log.error("peer timeout", {{"waited", 30.5}, {"attempt", 2}}, "giving up");
    }
    log["status"] = 200;
    clock.advance(1163us);
}

inline void levels(golden_log& log, manual_clock const& clock) {
    log.error("error");
    log.warn("warn");
    clock.advance(1us);
    log.info("info");
    log.debug("debug");
    for (int const level : {25, 0, -5, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        log.add_log(level, "number");
    }
}

inline void items(golden_log& log, manual_clock const&) {
    log.info("none");
    log.info("one", 1);
    log.info("many", {{"a", 1}, {"b", {{"c", 2}}}}, 2.5, "text", true, nullptr, list{1, "two", list{}},
             fields{{"d", 3}});
    log.info([] { return std::tuple{"lazy", 1, "two"}; }, {{"three", 3}});
    log.info("");
}

inline void integers(golden_log& log, manual_clock const&) {
    log.data("small", list{0, 1, -1, 100});
    log.data("widths", list{std::int8_t{-128}, std::uint8_t{255}, std::int16_t{-32768}, std::uint16_t{65535}});
    log.data("int64", list{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()});
    log.data("uint64", std::numeric_limits<std::uint64_t>::max());
    log.data("above 2^53", 9007199254740993);
    log.data("bytes", std::array{std::byte{0}, std::byte{255}});
}

inline void reals(golden_log& log, manual_clock const&) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    log.data("plain", list{200.5, 0.1, 1.0, -2.75, 1340353046.93565, 123456789.125, 0.001});
    log.data("zero", list{0.0, -0.0});
    log.data("extreme", list{1e300, 1e-300, 5e-324, 1.7976931348623157e308, 1e16, 1e21, 1e-7});
    log.data("float", list{0.1F, 16777216.0F, 3.4028235e38F});
    log.data("long double", 0.5L);
    log.data("none", list{inf, -inf, std::numeric_limits<double>::quiet_NaN()});
}

inline void texts(golden_log& log, manual_clock const&) {
    static std::string const kept = "kept \"alive\"";
    char const array[8] = "array";
    char const* const null = nullptr;
    log.data("forms", list{"literal", std::string{"string"}, std::string_view{"view"}, array, null, 'c', u8"utf-8"});
    log.data("quoted", list{"plain", "quoted \"", kept});
    log.data("unicode", "héllo ✓ 😀 中");
    log.data(std::string{"ké\"y\n"}, 1);
    log.data("long", std::string(3000, 'x') + "\n" + std::string(100, 'y'));
}

inline void escapes(golden_log& log, manual_clock const&) {
    std::string all;
    for (int c = 0; c < 0x80; ++c) all.push_back(static_cast<char>(c));
    log.info(all);
    log.info("a newline\ncannot end the line");
}

inline void ill_formed_utf8(golden_log& log, manual_clock const&) {
    log.info(
        "lone \x80, cut \xe2\x9c, overlong \xc0\xaf, surrogate \xed\xa0\x80, beyond \xf4\x90\x80\x80, end \xf0\x9f");
}

inline void constants(golden_log& log, manual_clock const&) {
    log.data(
        {{"true", true}, {"false", false}, {"null", nullptr}, {"nullopt", std::nullopt}, {"mono", std::monostate{}}});
}

inline void times(golden_log& log, manual_clock const&) {
    log.data("durations", list{0s, 5s, 1500ms, 1ns, -2min, std::chrono::duration<double>{0.25}, 200h * 24 * 365});
    log.data("point", std::chrono::sys_seconds{1'700'000'000s});
}

inline void containers(golden_log& log, manual_clock const&) {
    log.data("vector", std::vector{1, 2, 3});
    log.data("empty", list{std::vector<int>{}, std::map<std::string, int>{}, list{}});
    log.data("map", std::map<std::string, std::vector<int>>{{"a", {1}}, {"b", {}}});
    log.data("integer keys", std::map<int, bool>{{-1, true}, {2, false}});
    log.data("set", std::set<std::string>{"b", "a"});
    log.data("tuple", std::tuple{1, "two", std::pair{3, 4.5}});
    log.data("chars", std::vector<char>{'a', 'b'});
}

inline void sums(golden_log& log, manual_clock const&) {
    using either = std::variant<std::monostate, int, std::string>;
    log.data("optional", list{std::optional{1}, std::optional<int>{}});
    log.data("variant", std::vector<either>{std::monostate{}, 1, "text"});
    log.data("enums", list{state::paid, colour::red});
}

inline void described(golden_log& log, manual_clock const&) {
    log.data("order", order{7, state::paid, {{"tea", 2.5}, {"gift", {}}}});
    log.data("money", money{1999});
}

inline void documents(golden_log& log, manual_clock const&) {
    log.data("json", boost::json::value{{"a", {1, 2.5, nullptr, "x", true}}, {"b", boost::json::object{}}});
    log.data("from", as_json(std::vector{1, 2}));
}

inline void nesting(golden_log& log, manual_clock const&) {
    log.data("braces", {{"a", {{"b", {{"c", list{1, fields{{"d", list{}}}}}}}}}});
    log.data("empty", fields{});
}

inline void data_keys(golden_log& log, manual_clock const&) {
    log.data({{"a", 1}, {"b", 2}, {"a", 3}});
    log["b"] = {{"x", 1}, {"y", {{"z", 1}}}};
    log.data("", "empty key");
    log.data("b", {{"y", {{"w", 2}}}, {"v", 3}}, merge_data::deep);
    for (int i = 0; i < 40; ++i) log.data("k" + std::to_string(i % 20), i);
}

inline void timers(golden_log& log, manual_clock const& clock) {
    auto const open = log.timer("left open");
    auto first = log.timer("same name");
    clock.advance(1ms);
    first.stop();
    auto overlapping = log.timer("overlapping");
    {
        auto const second = log.timer("same name");
        clock.advance(1ms);
    }
    log.toggle_timer("toggled");
    clock.advance(999ns);
    overlapping.stop();
    log.toggle_timer("toggled");
    (void)log.timer("");
    clock.advance(1h);
}

inline void timers_of_a_clock_that_stands_still(golden_log& log, manual_clock const&) {
    (void)log.timer("a");
    (void)log.timer("b");
}

inline void clock_that_steps_back(golden_log& log, manual_clock const& clock) {
    clock.advance(-1s);
    log.info("before the start");
    clock.advance(3s);
    log.info("later");
    auto t = log.timer("back");
    clock.advance(-1s);
    t.stop();
    clock.adjust_wall(48h);
    log.info("earlier");
}

inline void long_transaction(golden_log& log, manual_clock const& clock) {
    clock.advance(24h * 365 + 250ms);
    log.info("a year");
}

inline void nanoseconds(golden_log& log, manual_clock const& clock) {
    clock.advance(1ns);
    log.info("m");
    auto const t = log.timer("t");
    clock.advance(1s + 998ns);
}

template <outcome Outcome>
inline void ends_with(golden_log& log, manual_clock const&) {
    log.outcome(Outcome);
}

inline void losses(golden_log& log, manual_clock const&) {
    log.info("kept");
    log.info("lost", broken{});
    log.info([]() -> std::string { throw std::runtime_error{"boom"}; });
    log.data("lost", broken{});
    log.outcome(outcome::cancelled);
}

inline void merged(golden_log& log, manual_clock const& clock) {
    log.data({{"a", 1}, {"o", {{"x", 1}}}});
    log.info("p1");
    clock.advance(500ms);
    log.info("p2");
    (void)log.timer("p");
    merge_text(log,
               R"({"start":1700000000.223456,"end":0.9,"data":{"o":{"y":2},"c":[1E2]},"logs":[[0.1,20,"c1",{"q":1}],
                        [0.4,30,{"no":"text"}],[0.8,30]],"timers":[["c",0.1,0.2,{"busy":0.041200}],["open",0.3]]})");
    merge_text(log, R"({"start":1699999990.123456,"end":10.1,"logs":[[1,30,"earlier"],[10.05,30,"within"]],
                        "timers":{"old":[1,10.05]},"outcome":"exception","dropped":{"logs":2}})");
}

inline void merged_deeply(golden_log& log, manual_clock const&) {
    log.data({{"a", 1}, {"o", {{"x", {{"p", 1}}}, {"y", 1}}}});
    merge_text(log, R"({"start":1,"data":{"o":{"x":{"q":2},"y":2},"a":{"z":1}}})", merge_data::deep);
}

constexpr golden_case cases[]{
    {"empty", nothing},
    {"request", request},
    {"levels", levels},
    {"items", items},
    {"integers", integers},
    {"reals", reals},
    {"texts", texts},
    {"escapes", escapes},
    {"ill_formed_utf8", ill_formed_utf8},
    {"constants", constants},
    {"times", times},
    {"containers", containers},
    {"sums", sums},
    {"described", described},
    {"documents", documents},
    {"nesting", nesting},
    {"data_keys", data_keys},
    {"timers", timers},
    {"timers_of_a_clock_that_stands_still", timers_of_a_clock_that_stands_still},
    {"clock_that_steps_back", clock_that_steps_back},
    {"long_transaction", long_transaction},
    {"nanoseconds", nanoseconds, time_precision::nanoseconds},
    {"outcome_exception", ends_with<outcome::exception>},
    {"outcome_cancelled", ends_with<outcome::cancelled>},
    {"outcome_abandoned", ends_with<outcome::abandoned>},
    {"outcome_unterminated", ends_with<outcome::unterminated>},
    {"losses", losses},
    {"merged", merged},
    {"merged_deeply", merged_deeply},
};

}  // namespace golden
