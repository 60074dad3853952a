// SPDX-License-Identifier: BSL-1.0
#include "encoding/escapes.hpp"

#include "encoding/utf8.hpp"

#include <logdefer/base/utf8.hpp>

#include <array>

namespace viz::json {

namespace {

template <class Escapes>
void append_escaping(std::string& out, std::string_view text, Escapes escapes) {
    for (std::size_t i = 0; i < text.size();) {
        append_plain(out, text, i);
        if (i == text.size()) return;
        std::size_t const begin = i;
        std::uint32_t const c = next_code_point(text, i);
        if (logdefer::detail::is_unseen(c) && escapes(c, i)) {
            append_escape(out, c);
        } else {
            out.append(text, begin, i - begin);
        }
    }
}

}  // namespace

void append_escape(std::string& out, std::uint32_t c) {
    std::array<char, 12> escape;
    out.append(escape.data(), logdefer::detail::print_code(escape.data(), c));
}

void append_visible(std::string& out, std::string_view text) {
    append_escaping(out, text, [&](std::uint32_t c, std::size_t next) {
        bool const before_line_feed = next < text.size() && text[next] == '\n';
        return c != '\n' && c != '\t' && (c != '\r' || !before_line_feed);
    });
}

void append_visible_in_line(std::string& out, std::string_view text) {
    append_escaping(out, text, [](std::uint32_t, std::size_t) { return true; });
}

}  // namespace viz::json
