// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Selects C++ values of all kinds that can be logged, each with its expected JSON.

#include "random_source.hpp"
#include "utf8.hpp"

#include <logdefer/reader/json_reader.hpp>
#include <logdefer/records/record.hpp>
#include <logdefer/values/boost_json.hpp>
#include <logdefer/values/described.hpp>
#include <logdefer/values/object.hpp>
#include <logdefer/values/value_writer.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <charconv>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <ratio>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace property {

/// The expected result of logging a C++ value.
struct expectation {
    boost::json::value value;
    int levels = 0;     ///< of nesting: a container is one, and so is an encoder
    bool lost = false;  ///< an encoder fails

    /// Returns whether an entry that contains only this value is kept.
    [[nodiscard]] bool is_kept() const { return !lost && levels <= 97; }
};

/// Adds an element to the expectation of a container.
inline void nest(expectation& container, expectation const& inner) {
    container.levels = std::max(container.levels, inner.levels + 1);
    container.lost = container.lost || inner.lost;
}

inline expectation array_of(std::vector<expectation> const& elements) {
    expectation all{boost::json::array{}, 1};
    for (expectation const& e : elements) {
        all.value.as_array().push_back(e.value);
        nest(all, e);
    }
    return all;
}

/// The last value of a key is used, at the position of the first. A key is the text that a program passes.
inline expectation object_of(std::vector<std::pair<std::string, expectation>> const& members) {
    expectation all{boost::json::object{}, 1};
    for (auto const& [key, e] : members) {
        all.value.as_object()[replaced(key)] = e.value;
        nest(all, e);
    }
    return all;
}

/// Returns how deep the containers of a value nest.
inline int depth_of(boost::json::value const& value) {
    int inside = 0;
    if (auto const* a = value.if_array()) {
        for (auto const& e : *a) inside = std::max(inside, depth_of(e));
    } else if (auto const* o = value.if_object()) {
        for (auto const& m : *o) inside = std::max(inside, depth_of(m.value()));
    } else {
        return 0;
    }
    return inside + 1;
}

/// A value of some type, with an encoder that writes it.
struct any_value {
    expectation expected;  // including the level that an encoder adds
    std::function<void(logdefer::value_writer&)> write = {};
};

enum class plain : std::int16_t { low = -7, high = 300 };
enum class named : std::uint8_t { first, second };
BOOST_DESCRIBE_ENUM(named, first, second)

struct base {
    int number = 0;
};
struct described : base {
    std::string text = {};
    std::optional<named> choice = {};
};
BOOST_DESCRIBE_STRUCT(base, (), (number))
BOOST_DESCRIBE_STRUCT(described, (base), (text, choice))

}  // namespace property

template <>
struct logdefer::encoder<property::any_value> {
    static void encode(property::any_value const& v, value_writer& out) { v.write(out); }
};

namespace property {

/// Passes values and their types to functions. Memory that the values refer to lives as long as this object.
class value_source {
public:
    explicit value_source(random_source& random) : random_(random) {}

    /// Calls `f(value, expectation)`.
    template <class F>
    void give(F&& f, int depth = 2) {
        switch (random_.below(depth > 0 ? 12 : 5)) {
            case 0: return give_integer(f);
            case 1: return give_text(f);
            case 2: return give_real(f);
            case 3: return give_constant(f);
            case 4: return give_time(f);
            case 5: return give_wide_text(f);
            case 6: return give_range(f, depth - 1);
            case 7: return give_map(f, depth - 1);
            case 8: return give_document(f);
            case 9: return give_choice(f, depth - 1);
            case 10: return give_owned(f, depth - 1);
            default: return give_encoded(f, depth - 1);
        }
    }

    [[nodiscard]] any_value any(int depth = 2) {
        any_value result;
        give([&](auto const& value, expectation const& e) { result = erased(value, e); }, depth);
        return result;
    }

    /// Passes text of any type: `f(text, expectation)`, whose value is a string.
    template <class F>
    void give_text(F&& f) {
        std::string const& s = keep(bytes());
        std::string const up_to_nul = s.c_str();
        auto const is = [](std::string_view bytes) { return expectation{boost::json::string(replaced(bytes))}; };
        switch (random_.below(7)) {
            case 0: return f(s, is(s));
            case 1: return f(std::string_view{s}, is(s));
            case 2: return f(s.c_str(), is(up_to_nul));
            case 3: return f(std::u8string{s.begin(), s.end()}, is(s));
            case 4: return f("a literal", is("a literal"));
            case 5: return f(static_cast<char const*>(nullptr), is(""));
            default: {
                char array[6] = {};
                s.copy(array, sizeof array);
                f(array, is(up_to_nul.substr(0, sizeof array)));
            }
        }
    }

    /// Returns bytes, most of which are UTF-8.
    [[nodiscard]] std::string bytes() {
        std::string s = random_.text();
        if (random_.one_in(4)) {
            for (auto n = random_.below(4); n > 0; --n) s += static_cast<char>(random_.below(256));
        }
        if (random_.one_in(40)) s += std::string(random_.below(2000), 'l');
        return s;
    }

    /// Returns one of a few keys, some of which become equal when ill-formed UTF-8 is replaced.
    [[nodiscard]] std::string key() {
        if (!random_.one_in(4)) return random_.key();
        return random_.pick<std::string>({"k\xff", "k\xfe", "k\xef\xbf\xbd", "\xe2\x82", "\xf0\x9f\x98"});
    }

    /// Returns keys for the members of an object, which may repeat.
    [[nodiscard]] std::vector<std::string> keys(std::size_t n) {
        std::vector<std::string> all(n);
        for (std::string& k : all) k = key();
        return all;
    }

private:
    std::string const& keep(std::string s) { return texts_.emplace_back(std::move(s)); }

    template <class T>
    static any_value erased(T const& value, expectation e) {
        ++e.levels;
        return {std::move(e), [value](logdefer::value_writer& out) { out.write(value); }};
    }

    template <std::integral T, class F>
    void give_integer_as(F&& f) {
        using limits = std::numeric_limits<T>;
        T const value = random_.one_in(3) ? random_.pick({T{0}, limits::min(), limits::max()})
                                          : static_cast<T>(random_.bits() >> random_.below(64));
        f(value, expectation{value});
    }

    template <class F>
    void give_integer(F&& f) {
        switch (random_.below(10)) {
            case 0: return give_integer_as<int>(f);
            case 1: return give_integer_as<unsigned>(f);
            case 2: return give_integer_as<signed char>(f);
            case 3: return give_integer_as<unsigned char>(f);
            case 4: return give_integer_as<short>(f);
            case 5: return give_integer_as<unsigned short>(f);
            case 6: return give_integer_as<long>(f);
            case 7: return give_integer_as<unsigned long>(f);
            case 8: return give_integer_as<long long>(f);
            default: return give_integer_as<unsigned long long>(f);
        }
    }

    [[nodiscard]] double real() {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        switch (random_.below(4)) {
            case 0: return static_cast<double>(random_.between(-10'000'000, 10'000'000)) / 1000;
            case 1: return static_cast<double>(random_.between(-1'000, 1'000));
            case 2: return std::bit_cast<double>(random_.bits());
            default: return random_.pick({0.0, -0.0, infinity, -infinity, std::nan(""), 5e-324, 1e17, 1e300, 0.1});
        }
    }

    static expectation number(double d) { return {std::isfinite(d) ? boost::json::value(d) : nullptr}; }

    /// A `float` is written as its shortest text.
    static expectation number(float f) {
        std::array<char, 64> digits{};
        std::to_chars(digits.data(), digits.data() + digits.size() - 1, f);
        return number(std::isfinite(f) ? std::strtod(digits.data(), nullptr) : static_cast<double>(f));
    }

    template <class F>
    void give_real(F&& f) {
        double const d = real();
        switch (random_.below(4)) {
            case 0: return f(d, number(d));
            case 1: return f(static_cast<long double>(d), number(d));
            case 2: {
                auto const any_bits = std::bit_cast<float>(static_cast<std::uint32_t>(random_.bits()));
                return f(any_bits, number(any_bits));
            }
            default: {
                auto const few_digits = static_cast<float>(random_.between(-10'000, 10'000)) / 100;
                f(few_digits, number(few_digits));
            }
        }
    }

    template <class F>
    void give_constant(F&& f) {
        switch (random_.below(12)) {
            case 0: return f(true, expectation{true});
            case 1: return f(false, expectation{false});
            case 2: return f(nullptr, expectation{});
            case 3: return f(std::nullopt, expectation{});
            case 4: return f(std::monostate{}, expectation{});
            case 5: return f(std::byte{200}, expectation{200});
            case 6: return f(plain::low, expectation{-7});
            case 7: return give_enumerator(f);
            case 8: return give_uuid(f);
            case 9: return give_bit(f);
            case 10: return f(u8'"', expectation{"\""});
            default: {
                auto const c = static_cast<char>(random_.below(256));
                f(c, expectation{boost::json::string(replaced({&c, 1}))});
            }
        }
    }

    template <class F>
    void give_enumerator(F&& f) {
        switch (random_.below(3)) {
            case 0: return f(named::first, expectation{"first"});
            case 1: return f(named::second, expectation{"second"});
            default: f(static_cast<named>(9), expectation{9});
        }
    }

    template <class F>
    void give_uuid(F&& f) {
        boost::uuids::uuid id{};
        for (auto& byte : id) byte = static_cast<std::uint8_t>(random_.below(256));
        f(id, expectation{boost::json::string(boost::uuids::to_string(id))});
    }

    template <class F>
    void give_bit(F&& f) {
        static std::vector<bool> both{false, true};
        std::size_t const i = random_.below(2);
        f(both[i], expectation{i == 1});
    }

    template <class F>
    void give_time(F&& f) {
        using namespace std::chrono;
        auto const bits = static_cast<std::int64_t>(random_.bits()) >> random_.below(64);
        auto const in = [&](double unit) { return number(static_cast<double>(bits) * unit); };
        auto const tenths = static_cast<double>(random_.between(-1000, 1000)) / 10;
        switch (random_.below(8)) {
            case 0: return f(nanoseconds{bits}, in(1e-9));
            case 1: return f(microseconds{bits}, in(1e-6));
            case 2: return f(seconds{bits}, in(1));
            case 3: return f(hours{bits}, in(3600));
            case 4: return f(sys_time<nanoseconds>{nanoseconds{bits}}, in(1e-9));
            case 5: return f(steady_clock::time_point{nanoseconds{bits}}, in(1e-9));
            case 6: return f(duration<double, std::milli>{tenths}, number(tenths / 1000));
            default: return f(sys_days{days{365}}, number(365.0 * 86'400));
        }
    }

    /// Parts of UTF-16 and UTF-32 with their UTF-8. No two of them form a surrogate pair together.
    template <class C>
    struct wide_piece {
        std::basic_string<C> wide;
        std::string_view utf8;
    };

    template <class C>
    std::pair<std::basic_string<C>, std::string> wide_text() {
        constexpr bool is_utf16 = sizeof(C) == 2;
        auto const unit = [](std::uint32_t u) { return std::basic_string<C>(1, static_cast<C>(u)); };
        std::vector<wide_piece<C>> const pieces{
            {unit('a'), "a"},
            {unit('"'), "\""},
            {unit(0xe9), "\xc3\xa9"},
            {unit(0x20ac), "\xe2\x82\xac"},
            {is_utf16 ? unit(0xd83d) + unit(0xde00) : unit(0x1f600), "\xf0\x9f\x98\x80"},
            {unit(0xd800) + unit('h'), "\xef\xbf\xbdh"},
            {unit(0xdfff), "\xef\xbf\xbd"},
            {is_utf16 ? unit(0xffff) : unit(0x110000), is_utf16 ? "\xef\xbf\xbf" : "\xef\xbf\xbd"},
        };
        std::pair<std::basic_string<C>, std::string> result;
        for (auto n = random_.below(6); n > 0; --n) {
            auto const& p = pieces[random_.below(pieces.size())];
            result.first += p.wide;
            result.second += p.utf8;
        }
        return result;
    }

    template <class F>
    void give_wide_text(F&& f) {
        auto const string = [](std::string_view s) { return expectation{boost::json::string(s)}; };
        switch (random_.below(5)) {
            case 0: {
                auto const [wide, utf8] = wide_text<char16_t>();
                return f(wide, string(utf8));
            }
            case 1: {
                auto const [wide, utf8] = wide_text<char32_t>();
                return f(std::vector<char32_t>{wide.begin(), wide.end()}, string(utf8));
            }
            case 2: {
                auto const [wide, utf8] = wide_text<wchar_t>();
                return f(wide, string(utf8));
            }
            case 3: return f(L"\u20ac", string("\xe2\x82\xac"));
            default: return f(char16_t{0xd800}, string("\xef\xbf\xbd"));
        }
    }

    [[nodiscard]] std::vector<any_value> some(int depth) {
        std::vector<any_value> all(random_.below(4));
        for (any_value& v : all) v = any(depth);
        return all;
    }

    static expectation array_of(std::vector<any_value> const& elements) {
        std::vector<expectation> all;
        for (any_value const& v : elements) all.push_back(v.expected);
        return property::array_of(all);
    }

    template <class F>
    void give_range(F&& f, int depth) {
        auto const any_number = static_cast<int>(random_.below(100));
        expectation const n{any_number};
        switch (random_.below(8)) {
            case 0: {
                auto const values = some(depth);
                return f(values, array_of(values));
            }
            case 1: return f(std::set{any_number, 100}, property::array_of({n, {100}}));
            case 2: return f(std::vector{true, false}, property::array_of({{true}, {false}}));
            case 3: return f(std::vector<char>{'a', '\0'}, expectation{boost::json::string("a\0", 2)});
            case 4: return f(std::tuple<>{}, property::array_of({}));
            case 5: {
                std::array const values{any(depth), any(depth)};
                return f(values, property::array_of({values[0].expected, values[1].expected}));
            }
            case 6: {
                auto const value = any(depth);
                return f(std::tuple{any_number, value, "x"}, property::array_of({n, value.expected, {"x"}}));
            }
            default: {
                auto const value = any(depth);
                f(std::pair{value, any_number}, property::array_of({value.expected, n}));
            }
        }
    }

    /// A standard map, whose keys become text by `spell`.
    template <class Map, class Spell>
    static expectation object_from(Map const& map, Spell spell) {
        std::vector<std::pair<std::string, expectation>> members;
        for (auto const& [key, value] : map) members.emplace_back(spell(key), value.expected);
        return object_of(members);
    }

    template <class F>
    void give_map(F&& f, int depth) {
        auto const with_keys = [&]<class Map>(Map map, auto const& spell, auto const&... keys) {
            (map.emplace(keys, any(depth)), ...);
            f(map, object_from(map, spell));
        };
        auto const number = [](auto n) { return std::to_string(n); };
        auto const same = [](std::string const& key) { return key; };
        switch (random_.below(7)) {
            case 0: return with_keys(std::map<int, any_value>{}, number, -5, static_cast<int>(random_.below(9)));
            case 1: return with_keys(std::map<std::string, any_value>{}, same, key(), key());
            case 2: return with_keys(std::unordered_map<std::string, any_value>{}, same, random_.key(), random_.key());
            case 3: return with_keys(std::map<bool, any_value>{}, number, true);
            case 4: return with_keys(std::map<char, any_value>{}, [](char c) { return std::string(1, c); }, 'c', '"');
            case 5:
                return with_keys(
                    std::map<named, any_value>{}, [](named n) { return n == named::first ? "first" : "9"; },
                    named::first, static_cast<named>(9));
            default: {
                auto const value = any(depth);
                f(std::multimap<std::string, any_value>{{"k", value}, {"k", value}},
                  property::array_of(
                      {property::array_of({{"k"}, value.expected}), property::array_of({{"k"}, value.expected})}));
            }
        }
    }

    template <class F>
    void give_document(F&& f) {
        boost::json::value const value = random_.json();
        expectation const e{value, depth_of(value)};
        switch (random_.below(4)) {
            case 0: return f(value, e);
            case 1: {
                auto const object = random_.object();
                return f(object, expectation{object, depth_of(object)});
            }
            case 2: return f(recorded(value), e);
            default: {
                std::map<std::string, int> const map{{random_.key(), 7}};
                f(logdefer::as_json(std::map{map}), expectation{{{map.begin()->first, 7}}, 2});
            }
        }
    }

    /// The value as part of a record.
    [[nodiscard]] logdefer::value_view recorded(boost::json::value const& value) {
        logdefer::record& r = records_.emplace_back();
        boost::json::object const all{{"start", 0}, {"data", {{"value", value}}}};
        if (!logdefer::read_record(serialize(all), r)) throw std::logic_error{"a record of the test's is not read"};
        return (*r.view().data().begin()).value();
    }

    template <class F>
    void give_choice(F&& f, int depth) {
        auto const value = any(depth);
        switch (random_.below(6)) {
            case 0: return f(std::optional{value}, value.expected);
            case 1: return f(std::optional<int>{}, expectation{});
            case 2: return f(std::optional{std::optional{7}}, expectation{7});
            case 3: return f(std::variant<std::monostate, any_value>{}, expectation{});
            case 4: return f(std::variant<int, any_value>{value}, value.expected);
            default: {
                described const d{{3}, bytes(), random_.one_in(2) ? std::nullopt : std::optional{named::second}};
                expectation const choice{d.choice ? boost::json::value("second") : nullptr};
                f(d,
                  object_of({{"number", {3}}, {"text", {boost::json::string(replaced(d.text))}}, {"choice", choice}}));
            }
        }
    }

    /// An object that is built step by step.
    template <class F>
    void give_owned_object(F&& f, int depth) {
        logdefer::object o;
        std::vector<std::pair<std::string, expectation>> members;
        for (auto const& k : keys(random_.below(5))) {
            auto const value = any(depth);
            bool const in_braces = random_.one_in(3);
            if (in_braces) {
                o[k] = {{"in", value}, {"n", 1}};
                members.emplace_back(k, object_of({{"in", value.expected}, {"n", {1}}}));
            } else {
                o.set(k, value);
                members.emplace_back(k, value.expected);
            }
        }
        auto e = owned(object_of(members));
        for (auto const& [k, value] : members)
            e.levels = std::max(e.levels, 2 + depth_of(value.value));  // also if it was replaced
        f(passed_around(std::move(o)), e);
    }

    template <class F>
    void give_owned_array(F&& f, int depth) {
        logdefer::array a;
        std::vector<expectation> elements;
        for (any_value const& value : some(depth)) {
            a.push_back(value);
            elements.push_back(value.expected);
        }
        if (random_.one_in(3)) {
            a.push_back(logdefer::list{1, {{"k", 2}}});
            elements.push_back(property::array_of({{1}, object_of({{"k", {2}}})}));
        }
        f(passed_around(std::move(a)), owned(property::array_of(elements)));
    }

    template <class T>
    T passed_around(T made) {
        T copy = random_.one_in(2) ? made : T{};
        if (copy.empty()) copy = std::move(made);
        T const moved = std::move(copy);
        return moved;
    }

    /// Values in an object or array no longer have encoders, but the object or array has one itself.
    static expectation owned(expectation e) {
        e.lost = e.lost || e.levels > 100;  // lost when it was built
        e.levels = 1 + depth_of(e.value);
        return e;
    }

    template <class F>
    void give_owned(F&& f, int depth) {
        random_.one_in(2) ? give_owned_array(f, depth) : give_owned_object(f, depth);
    }

    template <class F>
    void give_encoded(F&& f, int depth) {
        any_value v = encoded(depth);
        ++v.expected.levels;
        f(v, v.expected);
    }

    /// The output of an encoder, which does not yet count as a level.
    [[nodiscard]] any_value encoded(int depth) {
        switch (random_.below(8)) {
            case 0:
            case 1: return braces(depth);
            case 2: return object_in_pieces(depth);
            case 3: return array_in_pieces(depth);
            case 4: return nested_arrays();
            case 5: return nested_encoders();
            default: return careless();
        }
    }

    [[nodiscard]] any_value braces(int depth) {
        auto const [a, b] = std::pair{any(depth), any(depth)};
        auto const k = keys(2);
        auto const first = k.front();
        auto const last = k.back();
        auto const e =
            object_of({{first, a.expected},
                       {last, object_of({{"list", property::array_of({b.expected, {2.5}, object_of({})})}})}});
        return {
            e, [=](logdefer::value_writer& out) {
                out.write(logdefer::fields{{first, a}, {last, {{"list", logdefer::list{b, 2.5, logdefer::fields{}}}}}});
            }};
    }

    [[nodiscard]] any_value object_in_pieces(int depth) {
        std::vector<std::pair<std::string, any_value>> members;
        std::vector<std::pair<std::string, expectation>> expected;
        for (auto& k : keys(random_.below(4))) members.emplace_back(std::move(k), any(depth));
        for (auto const& [k, v] : members) expected.emplace_back(k, v.expected);
        return {object_of(expected), [members](logdefer::value_writer& out) {
                    out.object([&](logdefer::object_writer& to) {
                        for (auto const& [k, v] : members) to.member(k, v);
                    });
                }};
    }

    [[nodiscard]] any_value array_in_pieces(int depth) {
        auto const elements = some(depth);
        return {array_of(elements), [elements](logdefer::value_writer& out) {
                    out.array([&] {
                        for (any_value const& v : elements) out.write(v);
                    });
                }};
    }

    static boost::json::value nested(int levels) {
        boost::json::value v = 1;
        for (; levels > 0; --levels) v = boost::json::array(1, v);
        return v;
    }

    /// About as deep as is allowed: a document, or an array that owns another one.
    [[nodiscard]] any_value nested_arrays() {
        int const levels = random_.pick({92, 93, 94, 95, 96, 97, 98, 150});
        auto const value = nested(levels);
        if (random_.one_in(2)) {
            return {{value, levels}, [value](logdefer::value_writer& out) { out.write(value); }};
        }
        logdefer::array a{1};
        for (int i = 1; i < levels; ++i) {
            logdefer::array around;
            around.push_back(a);
            a = std::move(around);
        }
        return {{value, levels + 1}, [a](logdefer::value_writer& out) { out.write(a); }};
    }

    /// Encoders that call each other, each with an array.
    struct chain {
        int links;
        friend void write(chain c, logdefer::value_writer& out) {
            if (c.links == 0) return out.write(1);
            any_value const next{{}, [c](logdefer::value_writer& to) { write(chain{c.links - 1}, to); }};
            out.array([&] { out.write(next); });
        }
    };

    [[nodiscard]] any_value nested_encoders() {
        int const links = random_.pick({44, 45, 46, 47, 48, 49, 100'000});
        auto const value = nested(std::min(links, 50));
        return {{value, 2 * links}, [links](logdefer::value_writer& out) { write(chain{links}, out); }};
    }

    /// An encoder that does something wrong.
    [[nodiscard]] any_value careless() {
        auto const failing = [](auto write) { return any_value{{nullptr, 0, true}, write}; };
        switch (random_.below(5)) {
            case 0: return failing([](logdefer::value_writer&) { throw std::runtime_error{"cannot be written"}; });
            case 1: return failing([](logdefer::value_writer&) {});
            case 2:
                return failing([](logdefer::value_writer& out) {
                    out.write(1);
                    out.write(2);
                });
            case 3:
                return failing([](logdefer::value_writer& out) {
                    out.object([&](logdefer::object_writer&) { out.write("no member"); });
                });
            default:
                return failing([](logdefer::value_writer& out) {
                    out.array([&] {
                        out.write(std::string(300, 'x'));
                        throw std::runtime_error{"in the middle"};
                    });
                });
        }
    }

    random_source& random_;
    std::deque<std::string> texts_;
    std::deque<logdefer::record> records_;
};

}  // namespace property
