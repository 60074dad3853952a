// SPDX-License-Identifier: BSL-1.0
#include "counting/folding.hpp"

#include "encoding/ascii.hpp"

#include <algorithm>
#include <cstddef>

namespace viz {

namespace {

bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_uuid(std::string_view part) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return std::ranges::equal(part, form, [](char c, char f) { return f == 'x' ? is_hexadecimal(c) : c == f; });
}

bool is_id(std::string_view part) {
    if (part.empty()) return false;
    if (std::ranges::all_of(part, is_digit) || is_uuid(part)) return true;
    constexpr std::size_t shortest = 8;  // "face" and "decade" are words
    return part.size() >= shortest && std::ranges::all_of(part, is_hexadecimal) && std::ranges::any_of(part, is_digit);
}

std::string without_ids(std::string_view path) {
    if (path.find('/') == std::string_view::npos) return std::string{path};
    std::string result;
    for (std::size_t at = 0; at <= path.size();) {
        std::size_t const end = std::min(path.find_first_of("/?&=#,;", at), path.size());
        std::string_view const part = path.substr(at, end - at);
        result += is_id(part) ? ":id" : part;
        if (end < path.size()) result += path[end];
        at = end + 1;
    }
    return result;
}

/// Tries the last `*` again with one byte more when the rest does not match: so it takes at most as many steps as the
/// product of both sizes.
bool matches(std::string_view pattern, std::string_view text) {
    constexpr std::size_t none = std::string_view::npos;
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = none;
    std::size_t star_end = 0;  // of what the last `*` stands for
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*' && text[t] != '/') {
            star = p++;
            star_end = ++t;
        } else if (p < pattern.size() && pattern[p] != '*' && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != none && text[star_end] != '/') {
            p = star + 1;
            t = ++star_end;
        } else {
            return false;
        }
    }
    return p == pattern.size();
}

}  // namespace

std::string folding::operator()(std::string_view value) const {
    std::string result{value};
    for (auto const& rule : rules_) {
        if (rule == fold_ids) {
            result = without_ids(result);
        } else if (matches(rule, result)) {
            return rule;
        }
    }
    return result;
}

}  // namespace viz
