// SPDX-License-Identifier: BSL-1.0
#include "json/strings.hpp"

#include "encoding/escapes.hpp"
#include "encoding/utf8.hpp"

#include <logdefer/base/utf8.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

namespace viz::json {

namespace {

std::uint32_t hex4(char const* from) {
    std::uint32_t value = 0;
    std::from_chars(from, from + 4, value, 16);
    return value;
}

/// Returns the unit of `\uXXXX` at `from`, and sets `from` to the place after it.
void append_escaped_unit(std::string& out, char const*& from) {
    std::uint32_t const high = hex4(from);
    from += 4;
    if (high < 0xd800 || high > 0xdfff) return append_code_point(out, high);
    std::uint32_t const low = high < 0xdc00 && from[0] == '\\' && from[1] == 'u' ? hex4(from + 2) : 0;
    if (low < 0xdc00 || low > 0xdfff) {
        out += replacement;
        return;
    }
    from += 6;
    append_code_point(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
}

char simple_escape(char letter) {
    switch (letter) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return letter;
    }
}

std::optional<char> short_escape(std::uint32_t c) {
    switch (c) {
        case '"': return '"';
        case '\\': return '\\';
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return std::nullopt;
    }
}

}  // namespace

void append_unescaped(std::string& out, std::string_view quoted) {
    char const* from = quoted.data() + 1;
    char const* const end = quoted.data() + quoted.size() - 1;
    while (from != end) {
        auto const* const backslash = static_cast<char const*>(std::memchr(
            from, '\\', static_cast<std::size_t>(end - from)));  // in C++ it is also overloaded for void const*
        out.append(from, backslash == nullptr ? end : backslash);
        if (backslash == nullptr) return;
        from = backslash + 2;
        if (backslash[1] == 'u') {
            append_escaped_unit(out, from);
        } else {
            out += simple_escape(backslash[1]);
        }
    }
}

std::string unescaped(std::string_view quoted) {
    std::string text;
    append_unescaped(text, quoted);
    return text;
}

bool stands_for(std::string_view quoted, std::string_view text) {
    if (quoted.find('\\') != std::string_view::npos) return unescaped(quoted) == text;
    return quoted.substr(1, quoted.size() - 2) == text;
}

void append_quoted(std::string& out, std::string_view text, escapes how) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        append_plain(out, text, i);
        if (i == text.size()) break;
        std::size_t const begin = i;
        std::uint32_t const c = next_code_point(text, i);
        if (auto const letter = short_escape(c)) {
            out += {'\\', *letter};
        } else if (c == 0x7f ? how.del : logdefer::detail::is_unseen(c) || (how.above_ascii && c > 0x7f)) {
            append_escape(out, c);
        } else {
            out.append(text, begin, i - begin);
        }
    }
    out += '"';
}

}  // namespace viz::json
