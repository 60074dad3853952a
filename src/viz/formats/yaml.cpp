// SPDX-License-Identifier: BSL-1.0
#include "formats/yaml.hpp"

#include "formats/json.hpp"
#include "formats/nesting.hpp"
#include "json/cursor.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace viz::json {

namespace {

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

void append_yaml(std::string& out, std::string_view value) {
    out += "---";
    yaml_printer{out}.value(value, 0, false);
}

}  // namespace viz::json
