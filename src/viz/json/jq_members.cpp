// SPDX-License-Identifier: BSL-1.0
#include "json/jq_members.hpp"

#include "encoding/ascii.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace viz {

namespace {

bool begins_name(char c) { return is_letter(c) || c == '_'; }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// Reads an expression up to where its input is no longer that of the whole expression.
class reader {
public:
    explicit reader(std::string_view expression) : left_(expression) {}

    /// Returns nothing if any part is not understood.
    std::optional<member_set> read() {
        if (!read_terms() || !left_.empty()) return std::nullopt;
        return read_;
    }

private:
    /// Reads up to the end or a closing bracket. Every path is one of the input, and nothing has the input itself as
    /// its output, so what follows a `|` can only read what is read before it.
    bool read_terms() {
        for (;;) {
            skip_space();
            if (left_.empty() || is_closing(left_.front())) return true;
            if (left_.front() == '|') return left_.starts_with("|=") ? false : skip_rest();
            if (!read_term()) return false;
        }
    }

    bool read_term() {
        char const c = left_.front();
        if (c == '.') return read_path();
        if (c == '"') return skip_string();
        if (c == '(' || c == '[') return read_in_brackets();
        if (is_digit(c)) return skip_number();
        if (begins_name(c)) return read_word();
        return skip_operator();
    }

    /// Reads names as far as they are plain. An index after them applies to a value that is read as a whole.
    bool read_path() {
        std::vector<std::string> path;
        while (left_.starts_with('.')) {
            left_.remove_prefix(1);
            std::string_view const name = take_name();
            if (name.empty()) return false;
            path.emplace_back(name);
        }
        if (path.empty()) return false;
        read_.add(path);
        return read_suffixes();
    }

    /// After an index, names are those of the elements.
    bool read_suffixes() {
        for (;;) {
            if (left_.starts_with('?')) {
                left_.remove_prefix(1);
            } else if (left_.starts_with('[')) {
                if (!read_in_brackets()) return false;
            } else if (left_.starts_with('.')) {
                left_.remove_prefix(1);
                if (take_name().empty()) return false;
            } else {
                return true;
            }
        }
    }

    bool read_in_brackets() {
        left_.remove_prefix(1);
        return read_terms() && close() && read_suffixes();
    }

    /// Reads a literal, an operator, or a function whose first argument has the same input.
    bool read_word() {
        std::string_view const word = take_name();
        if (is_one_of(word, {"and", "or", "true", "false", "null"})) return true;
        bool const has_condition = is_one_of(word, {"any", "all"});  // with one argument they read the input itself
        if (!left_.starts_with('(') || (!has_condition && !is_one_of(word, {"first", "last"}))) return false;
        left_.remove_prefix(1);
        if (!read_terms() || left_.starts_with(';') != has_condition) return false;
        if (has_condition) {
            left_.remove_prefix(1);
            if (!skip_rest()) return false;  // the condition, whose input is an output of the first argument
        }
        return close() && read_suffixes();
    }

    /// Skips everything up to the end or a closing bracket.
    bool skip_rest() {
        std::size_t depth = 0;
        while (!left_.empty()) {
            char const c = left_.front();
            if (c == '"') {
                if (!skip_string()) return false;
                continue;
            }
            if (c == '#') return false;
            if (is_opening(c)) ++depth;
            if (is_closing(c) && depth == 0 && c != ';') return true;
            if (is_closing(c) && c != ';') --depth;
            left_.remove_prefix(1);
        }
        return true;
    }

    bool close() {
        skip_space();
        if (left_.empty() || left_.front() == ';') return false;
        left_.remove_prefix(1);
        return true;
    }

    /// Returns false for a string that contains expressions.
    bool skip_string() {
        std::size_t at = 1;
        for (; at < left_.size() && left_[at] != '"'; ++at) {
            if (left_[at] != '\\') continue;
            ++at;
            if (at < left_.size() && left_[at] == '(') return false;
        }
        if (at >= left_.size()) return false;
        left_.remove_prefix(at + 1);
        return true;
    }

    bool skip_number() {
        left_.remove_prefix(std::min(left_.find_first_not_of("0123456789"), left_.size()));
        if (left_.size() > 1 && left_[0] == '.' && is_digit(left_[1])) {
            left_.remove_prefix(1);
            left_.remove_prefix(std::min(left_.find_first_not_of("0123456789"), left_.size()));
        }
        return left_.empty() || (!begins_name(left_.front()) && left_.front() != '.');
    }

    /// An assignment is none of them: its output is the input.
    bool skip_operator() {
        for (std::string_view const sign : {"==", "!=", "<=", ">=", "//=", "+=", "-=", "*=", "/=", "%=",
                                            "//", "<",  ">",  "+",  "-",   "*",  "/",  "%",  ",",  ":"}) {
            if (!left_.starts_with(sign)) continue;
            left_.remove_prefix(sign.size());
            return sign.size() < 2 || sign.back() != '=' || is_one_of(sign, {"==", "!=", "<=", ">="});
        }
        return false;
    }

    std::string_view take_name() {
        if (left_.empty() || !begins_name(left_.front())) return {};
        std::size_t size = 1;
        while (size < left_.size() && (begins_name(left_[size]) || is_digit(left_[size]))) ++size;
        std::string_view const name = left_.substr(0, size);
        left_.remove_prefix(size);
        return left_.starts_with("::") ? std::string_view{} : name;
    }

    void skip_space() { left_.remove_prefix(std::min(left_.find_first_not_of(" \t\r\n"), left_.size())); }

    static bool is_opening(char c) { return c == '(' || c == '[' || c == '{'; }
    static bool is_closing(char c) { return c == ')' || c == ']' || c == '}' || c == ';'; }

    std::string_view left_;
    member_set read_;
};

}  // namespace

void member_set::add(std::vector<std::string> const& path, std::size_t from) {
    if (all_) return;
    if (from == path.size()) {
        *this = everything();
    } else {
        at(path[from]).add(path, from + 1);
    }
}

void member_set::add(member_set const& other) {
    if (other.all_) *this = everything();
    for (std::size_t i = 0; i < other.names_.size() && !all_; ++i) at(other.names_[i]).add(other.members_[i]);
}

member_set& member_set::at(std::string const& name) {
    auto const known = std::ranges::find(names_, name);
    if (known != names_.end()) return members_[static_cast<std::size_t>(known - names_.begin())];
    names_.push_back(name);
    return members_.emplace_back();
}

member_set const* member_set::find(std::string_view quoted) const {
    if (all_) return this;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        if (json::stands_for(quoted, names_[i])) return &members_[i];
    }
    return nullptr;
}

member_set member_set::everything() {
    member_set all;
    all.all_ = true;
    return all;
}

member_set members_read_by(std::string_view expression) {
    return reader{expression}.read().value_or(member_set::everything());
}

}  // namespace viz
