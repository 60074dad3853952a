// SPDX-License-Identifier: BSL-1.0
#include "encoding/colours.hpp"

#include <algorithm>

namespace viz::text {

namespace {

constexpr char escape = '\x1b';

/// Returns the place after the sequence that begins with the ESC at `at`, or only after the ESC if it begins none.
std::size_t sequence_end(std::string_view text, std::size_t at) {
    if (at + 1 >= text.size() || text[at + 1] != '[') return at + 1;
    std::size_t last = at + 2;
    while (last < text.size() && text[last] >= ' ' && text[last] <= '?') ++last;
    bool const complete = last < text.size() && text[last] >= '@' && text[last] <= '~';
    return complete ? last + 1 : last;
}

}  // namespace

std::string without_colours(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const next = std::min(text.find(escape, at), text.size());
        plain += text.substr(at, next - at);
        at = next == text.size() ? next : sequence_end(text, next);
    }
    return plain;
}

palette palette_of(bool coloured) {
    if (!coloured) return {};
    return {.title = "\x1b[30;47m",
            .heading = "\x1b[1m",
            .ordinary = "\x1b[32m",
            .failed = "\x1b[91m",
            .waiting = "\x1b[93m"};
}

std::string coloured(std::string_view text, std::string_view colour) {
    std::string result{text};
    if (!text.empty() && !colour.empty()) result.insert(0, colour).append("\x1b[0m");
    return result;
}

}  // namespace viz::text
