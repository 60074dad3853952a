// SPDX-License-Identifier: BSL-1.0
#include "filters/record_filters.hpp"

#include "json/cursor.hpp"
#include "json/text.hpp"
#include "record_facts.hpp"

#include <algorithm>
#include <utility>

namespace viz {

namespace {

bool has_escapes(std::string_view json) { return json.find('\\') != std::string_view::npos; }

std::string quoted(std::string_view text) {
    std::string result;
    json::append_quoted(result, text, {});
    return result;
}

/// What to look for in the bytes of a line. Nothing where they may differ from the text: then they decide nothing.
json::needle needle_of(std::string text) {
    return json::may_be_repaired(text) ? json::needle{} : json::needle{std::move(text)};
}

bool contains(std::string_view whole, std::string_view text) {
    json::cursor at{whole};
    bool found = false;
    switch (at.peek()) {
        case '"': return json::unescaped(whole).find(text) != std::string::npos;
        case '{':
            at.members([&](std::string_view key) {
                std::string_view const value = at.value();
                found = found || contains(key, text) || contains(value, text);
            });
            return found;
        case '[':
            at.elements([&] {
                std::string_view const value = at.value();
                found = found || contains(value, text);
            });
            return found;
        default: return whole.find(text) != std::string_view::npos;
    }
}

}  // namespace

bool level_filter::keeps(record const& r, output&) {
    return std::ranges::any_of(r.lines, [&](auto const& line) {
        return !line.level.empty() && line.level != "null" && json::to_number(line.level) <= level_;
    });
}

timer_filter::timer_filter(std::string name) : name_(std::move(name)), quoted_(needle_of(quoted(name_))) {}

bool timer_filter::may_keep(std::string_view line) const {
    return quoted_.empty() || quoted_.find_in(line) != std::string_view::npos || has_escapes(line);
}

bool timer_filter::keeps(record const& r, output&) {
    return std::ranges::any_of(r.timers, [&](auto const& timer) { return is_named(timer, name_); });
}

text_filter::text_filter(std::string text) : text_(std::move(text)) {
    std::string const in_quotes = quoted(text_);
    escaped_ = needle_of(in_quotes.substr(1, in_quotes.size() - 2));
}

bool text_filter::may_keep(std::string_view line) const {
    return escaped_.empty() || escaped_.find_in(line) != std::string_view::npos || has_escapes(line);
}

bool text_filter::keeps(record const& r, output&) { return contains(r.json, text_); }

}  // namespace viz
