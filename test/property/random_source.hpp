// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reproducible random input: every case has a seed of its own, which a failure names.

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace property {

/// The seed of the first case: that of the environment variable `LOGDEFER_SEED`, or always the same.
inline std::uint64_t first_seed() {
    char const* const given = std::getenv("LOGDEFER_SEED");
    return given == nullptr ? 20'240'229 : std::strtoull(given, nullptr, 10);
}

class random_source {
public:
    explicit random_source(std::uint64_t seed) : engine_(seed) {}

    [[nodiscard]] std::uint64_t bits() { return engine_(); }

    /// From 0 to `n - 1`. The slight bias of the remainder does not matter here.
    [[nodiscard]] std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
    }
    [[nodiscard]] bool one_in(std::size_t n) { return below(n) == 0; }

    template <class T>
    [[nodiscard]] T pick(std::initializer_list<T> from) {
        return from.begin()[below(from.size())];
    }

    /// Valid UTF-8 of up to 40 pieces, some of which JSON must escape.
    [[nodiscard]] std::string text() {
        std::string s;
        for (auto n = below(one_in(4) ? 40 : 6); n > 0; --n) {
            s += pick<std::string_view>({"a", "plain text ", "\"", "\\", "\n", "\x01", "/", "\xc3\xa9", "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80", "\x7f", "0123456789abcdef"});
        }
        return s;
    }

    /// A key out of a few, so that keys meet again; or, with `many`, out of more than a small table holds.
    [[nodiscard]] std::string key(bool many = false) {
        return many ? "key " + std::to_string(below(60)) : pick<std::string>({"a", "b", "c", "", "\"quoted\"", "d\n"});
    }

    /// A JSON value that prints and parses as itself: a double in it is never integral.
    [[nodiscard]] boost::json::value json(int depth = 3) {
        switch (below(depth > 0 ? 9 : 6)) {
            case 0: return nullptr;
            case 1: return one_in(2);
            case 2: return static_cast<std::int64_t>(bits() >> below(64));
            case 3: return (std::uint64_t{1} << 63U) + (bits() >> 1U);
            case 4: return static_cast<double>(2 * between(-1'000'000, 1'000'000) + 1) / 8;
            case 5: return boost::json::string(text());
            case 6: return array(depth - 1);
            default: return object(depth - 1);
        }
    }

    [[nodiscard]] boost::json::array array(int depth = 2) {
        boost::json::array values;
        for (auto n = below(4); n > 0; --n) values.push_back(json(depth));
        return values;
    }

    [[nodiscard]] boost::json::object object(int depth = 2) {
        boost::json::object members;
        for (auto n = below(5); n > 0; --n) members[key()] = json(depth);
        return members;
    }

private:
    std::mt19937_64 engine_;
};

/// Runs `property(random)` for as many seeds.
template <class Property>
void for_all(std::uint64_t cases, Property property) {
    auto const first = first_seed();
    for (std::uint64_t seed = first; seed < first + cases; ++seed) {
        BOOST_TEST_CONTEXT("run again with LOGDEFER_SEED=" << seed) {
            random_source random{seed};
            property(random);
        }
    }
}

}  // namespace property
