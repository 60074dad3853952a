// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Random choices for a test: from an engine with a seed, which makes them repeatable, or from the bytes of a fuzzer's
/// input.

#include <boost/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace property {

/// Makes choices. Each choice takes as many bytes of the input as it needs, so that changing a byte changes one choice.
/// At the end of the input, the first alternative is chosen.
class random_source {
public:
    explicit random_source(std::uint64_t seed) : engine_(seed) {}
    explicit random_source(std::string_view input) : input_(input) {}

    /// Returns whether the input has ended.
    [[nodiscard]] bool is_over() const { return !engine_ && input_.empty(); }

    [[nodiscard]] std::uint64_t bits() { return take(sizeof(std::uint64_t)); }

    /// Returns a number from 0 to `n - 1`. The slight bias of the remainder does not matter here.
    [[nodiscard]] std::uint64_t below(std::uint64_t n) {
        std::size_t bytes = 1;
        while (bytes < sizeof n && (n - 1) >> 8 * bytes != 0) ++bytes;
        return take(bytes) % n;
    }
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
    }
    /// Returns true once in `n` calls on average; false at the end of the input.
    [[nodiscard]] bool one_in(std::size_t n) { return below(n) == n - 1; }

    template <class T>
    [[nodiscard]] T pick(std::initializer_list<T> from) {
        return from.begin()[below(from.size())];
    }

    /// Returns valid UTF-8 of up to 40 parts, some of which JSON must escape.
    [[nodiscard]] std::string text() {
        std::string s;
        for (auto n = below(one_in(4) ? 40 : 6); n > 0; --n) {
            s += pick<std::string_view>({"a", "plain text ", "\"", "\\", "\n", "\x01", "/", "\xc3\xa9", "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80", "\x7f", "0123456789abcdef"});
        }
        return s;
    }

    /// Returns one of a few keys, so that keys repeat; or, with `many`, one of more than a small table can hold.
    [[nodiscard]] std::string key(bool many = false) {
        return many ? "key " + std::to_string(below(60)) : pick<std::string>({"a", "b", "c", "", "\"quoted\"", "d\n"});
    }

    /// Returns a JSON value that prints and parses as itself: doubles in it are never integral.
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
    std::uint64_t take(std::size_t bytes) {
        if (engine_) return (*engine_)();
        std::uint64_t value = 0;
        for (char const c : input_.substr(0, bytes)) value = value << 8U | static_cast<unsigned char>(c);
        input_.remove_prefix(std::min(bytes, input_.size()));
        return value;
    }

    std::optional<std::mt19937_64> engine_;  // empty if the input decides
    std::string_view input_;
};

}  // namespace property
