// SPDX-License-Identifier: BSL-1.0
#include "json/strings.hpp"

#include "encoding/escapes.hpp"
#include "encoding/utf8.hpp"

#include <logdefer/base/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace viz::json {

namespace {

/// Appends the character of an escape whose backslash is at `at`. Returns the place after it, or after both escapes of
/// a pair of surrogates.
std::size_t append_escaped_unit(std::string& out, std::string_view quoted, std::size_t at) {
    std::uint32_t const unit = unit_at(quoted, at);
    std::size_t const next = at + escape_size;
    if (!is_high_surrogate(unit) && !is_low_surrogate(unit)) {
        append_code_point(out, unit);
        return next;
    }
    std::uint32_t const low = unit_at(quoted, next);
    if (is_high_surrogate(unit) && is_low_surrogate(low)) {
        append_code_point(out, joined_surrogates(unit, low));
        return next + escape_size;
    }
    out += replacement;
    return next;
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

std::uint32_t unit_at(std::string_view json, std::size_t at) {
    std::string_view const escape = json.substr(std::min(at, json.size()), escape_size);
    if (escape.size() < escape_size || !escape.starts_with("\\u")) return 0;
    std::uint32_t unit = 0;
    char const* const end = escape.data() + escape_size;
    return std::from_chars(escape.data() + 2, end, unit, 16).ptr == end ? unit : 0;
}

void append_unescaped(std::string& out, std::string_view quoted) {
    std::size_t const end = quoted.size() - 1;
    for (std::size_t at = 1; at < end;) {
        std::size_t const backslash = std::min(quoted.find('\\', at), end);
        out.append(quoted, at, backslash - at);
        if (backslash >= end) return;
        if (quoted[backslash + 1] == 'u') {
            at = append_escaped_unit(out, quoted, backslash);
        } else {
            out += simple_escape(quoted[backslash + 1]);
            at = backslash + 2;
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
