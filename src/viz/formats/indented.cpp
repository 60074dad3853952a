// SPDX-License-Identifier: BSL-1.0
#include "formats/indented.hpp"

#include "formats/json.hpp"
#include "formats/nesting.hpp"
#include "json/cursor.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace viz::json {

namespace {

class indented_printer {
public:
    indented_printer(std::string& out, layout l) : out_(out), layout_(l) {}

    void value(std::string_view v, std::size_t depth) {
        if (v.starts_with('"')) return append_quoted(out_, unescaped(v), layout_.how);
        bool const nested = v.starts_with('{') || v.starts_with('[');
        if (!nested) {
            out_ += v;
        } else if (depth == deepest) {
            append_compact(out_, v, layout_.how);
        } else if (v.starts_with('{')) {
            object(v, depth);
        } else {
            array(v, depth);
        }
    }

private:
    void object(std::string_view v, std::size_t depth) {
        bool first = true;
        out_ += '{';
        for (auto const& [key, member] : sorted(v)) {
            begin_line(std::exchange(first, false), depth + 1);
            append_key(key);
            out_ += layout_.between;
            value(member, depth + 1);
        }
        close('}', first, depth);
    }

    void array(std::string_view v, std::size_t depth) {
        bool first = true;
        out_ += '[';
        cursor at{v};
        at.elements([&] {
            begin_line(std::exchange(first, false), depth + 1);
            value(at.value(), depth + 1);
        });
        close(']', first, depth);
    }

    void append_key(std::string_view key) {
        auto const in_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
        if (layout_.bare_words && !key.empty() && std::ranges::all_of(key, in_word)) {
            out_ += key;
        } else {
            append_quoted(out_, key, layout_.how);
        }
    }

    void begin_line(bool first, std::size_t depth) {
        out_ += first ? "\n" : ",\n";
        out_.append(depth * layout_.indent, ' ');
    }

    void close(char bracket, bool empty, std::size_t depth) {
        if (!empty) {
            out_ += '\n';
            out_.append(depth * layout_.indent, ' ');
        }
        out_ += bracket;
    }

    std::string& out_;
    layout layout_;
};

}  // namespace

void append_indented(std::string& out, std::string_view value, layout l) {
    indented_printer{out, l}.value(value, 0);
    out += '\n';
}

}  // namespace viz::json
