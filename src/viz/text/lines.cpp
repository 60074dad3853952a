// SPDX-License-Identifier: BSL-1.0
#include "text/lines.hpp"

#include "encoding/colours.hpp"
#include "encoding/display_width.hpp"
#include "encoding/escapes.hpp"
#include "formats/json.hpp"
#include "formats/text.hpp"
#include "json/cursor.hpp"
#include "json/number.hpp"
#include "json/strings.hpp"
#include "record/facts.hpp"
#include "record/level.hpp"
#include "record/time.hpp"

#include <span>

namespace viz::text {

namespace {

/// Strings, numbers and null are shown as text; all other values as JSON.
bool is_text(std::string_view item) { return json::is_string(item) || json::is_number(item) || json::is_null(item); }

bool is_integer(std::string_view number) { return number.find_first_of(".eE") == std::string_view::npos; }

void append_text(std::string& out, std::string_view item) {
    if (json::is_string(item)) {
        json::append_visible(out, json::unescaped(item));
    } else if (json::is_null(item)) {
        return;
    } else if (is_integer(item)) {
        out += item;
    } else {
        json::append_general(out, item);
    }
}

bool has_line_feed(std::string_view item) {
    return json::is_string(item) && item.find('\\') != std::string_view::npos
           && json::unescaped(item).find('\n') != std::string::npos;
}

void append_array(std::string& out, std::span<std::string_view const> items) {
    out += '[';
    for (bool first = true; std::string_view const item : items) {
        if (!first) out += ',';
        json::append_compact(out, item, {.del = true});
        first = false;
    }
    out += ']';
}

void append_items(std::string& out, std::span<std::string_view const> items) {
    bool const single = items.size() == 1;
    if (!is_text(items[0]) || (!single && has_line_feed(items[0]))) {
        return append_array(out, items);
    }
    append_text(out, items[0]);
    if (single) return;
    out += ' ';
    auto const rest = items.subspan(1);
    if (rest.size() == 1 && is_text(rest[0])) {
        append_text(out, rest[0]);
    } else {
        append_array(out, rest);
    }
}

/// Appends a text with a bar before each line but the first; one line feed at its end does not add a line. Empty lines
/// stay empty, unless there are colours.
void append_indented(std::string& out, std::string_view text, bool coloured, std::string_view colour) {
    constexpr std::string_view blanks = "                  ";
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (;;) {
        std::size_t const end = text.find('\n');
        out += text.substr(0, end);
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
        out += '\n';
        if (coloured) {
            out += "  \x1b[37m|\x1b[0m";
            out += colour;
            out += blanks;
        } else if (!text.empty() && !text.starts_with('\n')) {
            out += "  |";
            out += blanks;
        }
    }
}

void append_line(std::string& out, record::line const& line, double level, line_style const& style) {
    std::string_view const colour = style.colour ? colour_of_level(level) : std::string_view{};
    out += "  | ";
    json::append_fixed(out, line.offset, 6);
    out += colour;
    out += " [";
    std::string const name = shown_level(line.level);
    out += filling(name, 5) + name + ']';
    if (!line.items.empty()) {
        out += ' ';
        std::string message;
        append_message(message, line);
        if (style.preserve_newlines) {
            out += message;
        } else {
            append_indented(out, message, style.colour, colour);
        }
    }
    if (!colour.empty()) out += "\x1b[0m";
    out += '\n';
}

/// Appends how the record ended, if it did not succeed, and the counts of what it has lost.
void append_ending(std::string& out, record const& r, std::string_view colour) {
    std::string ending;
    json::append_visible_in_line(ending, text_of(outcome_of(r)));
    if (std::string_view const dropped = other_member(r, "dropped"); json::is_there(dropped)) {
        ending += ending.empty() ? "dropped " : ", dropped ";
        json::append_compact(ending, dropped, {.del = true});
    }
    if (!ending.empty()) out += ' ' + coloured(ending, colour);
}

}  // namespace

bool line_style::shows(double level) const {
    auto const decided = [&](double exact, std::optional<bool> const& by) {
        return level == exact ? by : std::nullopt;
    };
    auto decision = decided(10, error);
    if (!decision) decision = decided(20, warn);
    if (!decision) decision = decided(30, info);
    if (!decision) decision = decided(40, debug);
    return decision.value_or(level <= verbosity);
}

void append_message(std::string& out, record::line const& line) {
    if (!line.items.empty()) append_items(out, line.items);
}

void append_lines(std::string& out, record const& r, line_style const& style) {
    for (auto const& line : r.lines) {
        double const level = level_of(line).value_or(0);
        if (style.shows(level)) append_line(out, line, level, style);
    }
    out += "  |_";
    if (json::is_there(r.end)) {
        json::append_fixed(out, r.end, 6);
    } else {
        json::append_fixed(out, json::seconds_in(duration_of(r)), 6);
    }
    out += " [END]";
    append_ending(out, r, palette_of(style.colour).failed);
    out += "\n\n";
}

}  // namespace viz::text
