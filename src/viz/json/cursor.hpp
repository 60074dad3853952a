// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Walks through JSON text that is known to be valid, and returns the original bytes of values.
///
/// The text is not checked again: the behaviour is undefined if it is invalid. One byte after a value is read as well;
/// at the end of the text it must be NUL or white space. Takes one pass and no memory.

#include "encoding/ascii.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace viz::json {

/// Returns whether a byte is white space between the tokens of JSON.
inline bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// A place in valid JSON text, before a value.
class cursor {
public:
    explicit cursor(std::string_view json) noexcept : at_(json.data()), end_(json.data() + json.size()) {}

    /// Returns the first byte of the next value: one of `{ [ " t f n -` or a digit.
    [[nodiscard]] char peek() noexcept {
        skip_space();
        return *at_;
    }

    /// Skips a value and returns it.
    std::string_view value() noexcept {
        skip_space();
        char const* const begin = at_;
        switch (*at_) {
            case '"': skip_string(); break;
            case '{':
            case '[': skip_nested(); break;
            default: skip_scalar();
        }
        return {begin, static_cast<std::size_t>(at_ - begin)};
    }

    /// Walks through an object: `visit` is passed the key with its quotes, and must skip the value.
    template <class Visitor>
    void members(Visitor visit) {
        sequence('}', [&] {
            std::string_view const key = value();
            skip_space();
            ++at_;
            visit(key);
        });
    }

    /// Walks through an array: `visit` must skip one element.
    template <class Visitor>
    void elements(Visitor visit) {
        sequence(']', visit);
    }

private:
    template <class Visitor>
    void sequence(char close, Visitor visit) {
        skip_space();
        ++at_;
        for (skip_space(); *at_ != close; skip_space()) {
            if (*at_ == ',') ++at_;
            visit();
        }
        ++at_;
    }

    void skip_space() noexcept {
        while (is_space(*at_)) ++at_;
    }

    void skip_string() noexcept {
        char const* const begin = ++at_;
        do {
            at_ = static_cast<char const*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_))) + 1;
        } while (is_escaped(begin, at_ - 1));
    }

    /// Returns whether an odd number of backslashes precedes a quote.
    static bool is_escaped(char const* begin, char const* quote) noexcept {
        char const* first = quote;
        while (first != begin && first[-1] == '\\') --first;
        return (quote - first) % 2 != 0;
    }

    void skip_nested() noexcept {
        std::size_t depth = 0;
        do {
            switch (kinds[static_cast<unsigned char>(*at_)]) {
                case kind::quote: skip_string(); continue;
                case kind::open: ++depth; break;
                case kind::close: --depth; break;
                default: break;
            }
            ++at_;
        } while (depth != 0);
    }

    void skip_scalar() noexcept {
        while (kinds[static_cast<unsigned char>(*at_)] == kind::inside) ++at_;
    }

    /// The kind of a byte outside of strings.
    enum class kind : std::uint8_t { inside, between, quote, open, close };
    static constexpr auto kinds = [] {
        std::array<kind, 256> kinds{};
        auto const set = [&](std::string_view bytes, kind k) {
            for (char const c : bytes) kinds[static_cast<unsigned char>(c)] = k;
        };
        set({",: \t\n\r\0", 7}, kind::between);
        set("{[", kind::open);
        set("}]", kind::close);
        set("\"", kind::quote);
        return kinds;
    }();

    char const* at_;
    char const* end_;
};

/// Returns whether a value is a number.
[[nodiscard]] inline bool is_number(std::string_view value) noexcept {
    return !value.empty() && (value.front() == '-' || is_digit(value.front()));
}

[[nodiscard]] inline bool is_null(std::string_view value) noexcept { return value == "null"; }

/// Returns whether a value is neither missing nor null.
[[nodiscard]] inline bool is_there(std::string_view value) noexcept { return !value.empty() && !is_null(value); }

/// Returns whether a value is a string.
[[nodiscard]] inline bool is_string(std::string_view value) noexcept { return value.starts_with('"'); }

}  // namespace viz::json
