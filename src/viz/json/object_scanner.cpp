// SPDX-License-Identifier: BSL-1.0
#include "json/object_scanner.hpp"

#include "json/cursor.hpp"

namespace viz::json {

namespace {

/// Returns the place after a string whose opening quote is at `at`, or `npos` if it does not end on this line.
std::size_t string_end(std::string_view line, std::size_t at) {
    for (++at; at < line.size() && line[at] != '"'; ++at) {
        if (static_cast<unsigned char>(line[at]) < ' ' && line[at] != '\t') return std::string_view::npos;
        if (line[at] == '\\') ++at;
    }
    return at < line.size() ? at + 1 : std::string_view::npos;
}

bool is_one_of(char c, std::string_view chars) { return chars.find(c) != std::string_view::npos; }

}  // namespace

object_scanner::outcome object_scanner::begin(std::string_view line, std::size_t& at) {
    *this = {};
    return go_on(line, at);
}

object_scanner::outcome object_scanner::go_on(std::string_view line, std::size_t& at) {
    while (at < line.size()) {
        char const c = line[at];
        if (!is_space(c) && !may_follow(c)) return outcome::broken;
        at = c == '"' ? string_end(line, at) : at + 1;
        if (at == std::string_view::npos) return outcome::broken;
        if (!is_space(c)) take(c);
        if (depth_ == 0) return outcome::complete;
    }
    return outcome::incomplete;
}

/// Returns whether a token that begins with this byte, or a further byte of a word, can follow the last token. This
/// notices early that lines are no JSON, such as when the next record follows one that was cut.
bool object_scanner::may_follow(char c) const noexcept {
    switch (c) {
        case '{':
        case '[': return is_one_of(last_, "[,:");
        case '"': return is_one_of(last_, "{[,:");
        case '}':
        case ']': return last_ != ':' && last_ != ',';
        case ',': return !is_one_of(last_, "{[,:");
        case ':': return last_ == '"';
        default: return is_one_of(c, "+-.0123456789Eaeflnrstu") && !is_one_of(last_, "{\"}]");
    }
}

void object_scanner::take(char c) noexcept {
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
    last_ = c;
}

}  // namespace viz::json
