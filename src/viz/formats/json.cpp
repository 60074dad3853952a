// SPDX-License-Identifier: BSL-1.0
#include "formats/json.hpp"

#include "formats/indented.hpp"
#include "json/cursor.hpp"

#include <utility>

namespace viz::json {

namespace {

void compact(std::string& out, cursor& at, escapes how) {
    bool first = true;
    auto const comma = [&] {
        if (!std::exchange(first, false)) out += ',';
    };
    switch (at.peek()) {
        case '"': return append_quoted(out, unescaped(at.value()), how);
        case '{':
            out += '{';
            at.members([&](std::string_view key) {
                comma();
                append_quoted(out, unescaped(key), how);
                out += ':';
                compact(out, at, how);
            });
            out += '}';
            return;
        case '[':
            out += '[';
            at.elements([&] {
                comma();
                compact(out, at, how);
            });
            out += ']';
            return;
        default: out += at.value();
    }
}

}  // namespace

void append_compact(std::string& out, std::string_view value, escapes how) {
    cursor at{value};
    compact(out, at, how);
}

void append_pretty(std::string& out, std::string_view value, escapes how) {
    append_indented(out, value, {.indent = 3, .between = " : ", .bare_words = false, .how = how});
}

}  // namespace viz::json
