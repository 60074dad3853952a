// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Escapes for characters that must not be written as they are.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace viz::json {

/// Returns whether a byte is a character that every style writes as it is.
[[nodiscard]] inline bool needs_no_look(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

/// Appends the run of such characters at `i`, and sets `i` to the place after it.
inline void append_plain(std::string& out, std::string_view text, std::size_t& i) {
    std::size_t const begin = i;
    while (i < text.size() && needs_no_look(text[i])) ++i;
    out.append(text, begin, i - begin);
}

/// Appends a character as `\u001b`, or as two surrogates.
void append_escape(std::string& out, std::uint32_t c);

/// Appends UTF-8 text in which invisible characters are written like `\u001b`. Tabs and line feeds, with or without a
/// carriage return before them, are kept.
void append_visible(std::string& out, std::string_view text);

/// As `append_visible`, for text that must stay in its line and column: tabs and line feeds are also escaped.
void append_visible_in_line(std::string& out, std::string_view text);

}  // namespace viz::json
