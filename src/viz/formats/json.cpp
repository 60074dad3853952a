// SPDX-License-Identifier: BSL-1.0
#include "formats/json.hpp"

#include "json/cursor.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

namespace viz::json {

namespace {

using sorted_members = std::map<std::string, std::string_view>;

sorted_members sorted(std::string_view object) {
    sorted_members members;
    cursor at{object};
    at.members([&](std::string_view key) { members[unescaped(key)] = at.value(); });
    return members;
}

void append_string(std::string& out, std::string_view quoted, escapes how) {
    append_quoted(out, unescaped(quoted), how);
}

void compact(std::string& out, cursor& at, escapes how) {
    bool first = true;
    auto const comma = [&] {
        if (!std::exchange(first, false)) out += ',';
    };
    switch (at.peek()) {
        case '"': return append_string(out, at.value(), how);
        case '{':
            out += '{';
            at.members([&](std::string_view key) {
                comma();
                append_string(out, key, how);
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

/// The parameters of a layout with one member or element on each line.
struct layout {
    std::size_t indent;
    std::string_view between;  // between key and value
    bool bare_words;           // whether keys that are identifiers have no quotes
    escapes how;
};

constexpr std::size_t deepest = 500;

class indented_printer {
public:
    indented_printer(std::string& out, layout l) : out_(out), layout_(l) {}

    void value(std::string_view v, std::size_t depth) {
        if (v.starts_with('"')) return append_string(out_, v, layout_.how);
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

/// Returns whether YAML would read a text without quotes as this text.
bool is_plain_yaml(std::string_view text) {
    constexpr std::array<std::string_view, 12> words{"true", "false", "null", "yes", "no",  "on",
                                                     "off",  "y",     "n",    "~",   "nan", "inf"};
    auto const plain = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '/' || c == '.' || c == '-' || c == ' ' || c >= 0xa0;
    };
    if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) == 0 || text.back() == ' ') return false;
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::ranges::all_of(text, plain) && std::ranges::find(words, lower) == words.end();
}

class yaml_printer {
public:
    explicit yaml_printer(std::string& out) : out_(out) {}

    /// Writes a value after `key:` or `-`, on the same line if possible.
    void value(std::string_view v, std::size_t depth, bool in_list) {
        if (is_empty(v) || depth == deepest) {
            out_ += ' ';
            append_compact(out_, v, {});
            out_ += '\n';
        } else if (v.starts_with('{')) {
            object(v, depth, in_list);
        } else if (v.starts_with('[')) {
            array(v, depth, in_list);
        } else {
            out_ += ' ';
            scalar(v);
            out_ += '\n';
        }
    }

private:
    static bool is_empty(std::string_view v) {
        return (v.starts_with('{') || v.starts_with('[')) && v.find_first_not_of(" \t\n\r", 1) == v.size() - 1;
    }

    void object(std::string_view v, std::size_t depth, bool in_list) {
        for (bool first = true; auto const& [key, member] : sorted(v)) {
            begin_line(depth, in_list && std::exchange(first, false));
            text(key);
            out_ += ':';
            value(member, depth + 1, false);
        }
    }

    void array(std::string_view v, std::size_t depth, bool in_list) {
        cursor at{v};
        at.elements([&, first = true]() mutable {
            begin_line(depth, in_list && std::exchange(first, false));
            out_ += '-';
            value(at.value(), depth + 1, true);
        });
    }

    /// In a list, the first line follows the dash.
    void begin_line(std::size_t depth, bool after_dash) {
        if (after_dash) {
            out_ += ' ';
            return;
        }
        if (!out_.ends_with('\n')) out_ += '\n';
        out_.append(2 * depth, ' ');
    }

    void scalar(std::string_view v) {
        if (!v.starts_with('"')) {
            out_ += is_null(v) ? "~" : v;
        } else {
            text(unescaped(v));
        }
    }

    void text(std::string_view t) {
        if (is_plain_yaml(t)) {
            out_ += t;
        } else {
            append_quoted(out_, t, {.del = true});
        }
    }

    std::string& out_;
};

}  // namespace

void append_compact(std::string& out, std::string_view value, escapes how) {
    cursor at{value};
    compact(out, at, how);
}

void append_pretty(std::string& out, std::string_view value, escapes how) {
    indented_printer{out, {3, " : ", false, how}}.value(value, 0);
    out += '\n';
}

void append_yaml(std::string& out, std::string_view value) {
    out += "---";
    yaml_printer{out}.value(value, 0, false);
}

std::string shown_scalar(std::string_view value) {
    std::string text;
    if (is_string(value)) {
        append_visible_in_line(text, unescaped(value));
    } else if (is_number(value)) {
        append_general(text, value);
    }
    return text;
}

void append_formatted(std::string& out, std::string_view value, data_format format, bool terminal) {
    switch (format) {
        case data_format::json: return append_compact(out, value, {.del = terminal});
        case data_format::json_pretty: return append_pretty(out, value, {.above_ascii = true, .del = terminal});
        case data_format::yaml: return append_yaml(out, value);
        case data_format::dumper: break;
    }
    indented_printer{out, {2, " => ", true, {.above_ascii = true, .del = terminal}}}.value(value, 0);
    out += '\n';
}

}  // namespace viz::json
