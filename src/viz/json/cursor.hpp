// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Walks over JSON text that is known to be valid, and gives the original bytes of what it passes.
///
/// The text is not checked again: on anything else the behaviour is undefined. One byte after a value is read as well:
/// in a larger value that is its neighbour, else it has to be NUL or white space. One pass, no memory.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace viz::json {

/// A place in valid JSON text, before a value.
class cursor {
public:
    explicit cursor(std::string_view json) noexcept : at_(json.data()), end_(json.data() + json.size()) {}

    /// The first byte of the next value: one of `{ [ " t f n -` or a digit.
    [[nodiscard]] char peek() noexcept {
        skip_space();
        return *at_;
    }

    /// Passes one value.
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

    /// Passes an object: `visit` gets the key with its quotes, and passes the value.
    template <class Visitor>
    void members(Visitor visit) {
        sequence('}', [&] {
            std::string_view const key = value();
            skip_space();
            ++at_;  // the colon
            visit(key);
        });
    }

    /// Passes an array: `visit` passes one element.
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

    static bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    void skip_string() noexcept {
        char const* const begin = ++at_;
        do {
            at_ = static_cast<char const*>(std::memchr(at_, '"', static_cast<std::size_t>(end_ - at_))) + 1;
        } while (is_escaped(begin, at_ - 1));
    }

    /// Whether an odd number of backslashes stands before a quote.
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

    /// What a byte outside of strings is.
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

/// A number, as JSON writes it.
[[nodiscard]] inline bool is_number(std::string_view value) noexcept {
    return !value.empty() && (value.front() == '-' || (value.front() >= '0' && value.front() <= '9'));
}

[[nodiscard]] inline bool is_null(std::string_view value) noexcept { return value == "null"; }

/// A value that says something: neither missing nor null.
[[nodiscard]] inline bool is_there(std::string_view value) noexcept { return !value.empty() && !is_null(value); }

/// A string, with its quotes.
[[nodiscard]] inline bool is_string(std::string_view value) noexcept { return value.starts_with('"'); }

}  // namespace viz::json
