// SPDX-License-Identifier: BSL-1.0
#include "input/line_joiner.hpp"

#include "encoding/colours.hpp"
#include "input/block.hpp"
#include "json/padding.hpp"
#include "record/record.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace viz {

namespace {

using outcome = json::object_scanner::outcome;

constexpr std::string_view space = " \t\r";

std::string_view trimmed(std::string_view line) {
    std::size_t const begin = std::min(line.find_first_not_of(space), line.size());
    return line.substr(begin, line.find_last_not_of(space) + 1 - begin);
}

/// Returns lines as one, without their indentation, which may be a large part of them.
std::string on_one_line(std::string_view lines) {
    std::string all;
    for (auto const line : lines | std::views::split('\n')) {
        if (!all.empty()) all += ' ';
        all += trimmed({line.begin(), line.end()});
    }
    return all;
}

/// Returns where an object begins that does not end on the line, or `npos`.
std::size_t open_object(std::string_view text, json::object_scanner& scanner) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t const begin = object_start(text.substr(at));
        if (begin == std::string_view::npos) break;
        std::size_t const start = at += begin;
        auto const found = scanner.begin(text, at);
        if (found == outcome::incomplete) return start;
        if (found == outcome::broken) break;
    }
    return std::string_view::npos;
}

bool has_object(std::string_view text) { return object_start(text) != std::string_view::npos; }

/// Returns whether an object that is on one line so far was cut, since a whole record is on the next: both begin like
/// those of a program that writes each on a line. Otherwise the record would be part of the object, and be held back in
/// a file that is followed.
bool was_cut(std::string_view open, std::string_view next) {
    constexpr std::string_view record = R"({"start":)";
    if (!next.starts_with(record) || !open.starts_with(record) || open.find('\n') != std::string_view::npos)
        return false;
    std::size_t at = 0;
    return json::object_scanner{}.begin(next, at) == outcome::complete
           && next.find_first_not_of(space, at) == std::string_view::npos;
}

}  // namespace

bool line_joiner::is_needed_for(std::string_view line) noexcept {
    if (may_be_wrapped(line)) return true;
    std::string_view const text = trimmed(line);
    if (text.empty()) return false;
    bool const begins = text.front() == '{' || text.front() == '[';
    bool const ends = text.back() == '}' || text.back() == ']';
    return (begins && !ends) || text.back() == '{' || text.back() == '[' || text.front() == '\x1b';
}

void line_joiner::take(std::string_view line, std::string& out) {
    std::string plain;
    if (line.find('\x1b') != std::string_view::npos) {
        plain = text::without_colours(line);
        std::size_t const size = plain.size();
        plain.append(json::padding, '\n');
        line = std::string_view{plain}.substr(0, size);
    }
    auto& direct = streams_.front();
    if (!direct.open.empty() && continues(direct, line, false, out)) return;
    wrapped_line wrapped;
    if (unwrapper_.unwrap(line, wrapped)) {
        take_part(wrapped, out);
    } else {
        take_text(direct, line, false, out);
    }
}

void line_joiner::finish(std::string& out) {
    for (auto& s : streams_) {
        if (!s.part.empty()) {
            --empty_;
            take_text(s, std::exchange(s.part, {}), true, out);
        }
        give_up(s, out);
        s = {};
    }
    write_empty(out);
    empty_ = 0;
}

bool line_joiner::is_idle() const noexcept {
    return empty_ == 0
           && std::ranges::all_of(streams_, [](auto const& s) { return s.open.empty() && s.part.empty() && !s.skips; });
}

void line_joiner::take_part(wrapped_line const& wrapped, std::string& out) {
    stream& s = streams_[static_cast<std::size_t>(wrapped.stream)];
    if (s.skips) {
        s.skips = !wrapped.ends_line;
        ++empty_;
    } else if (s.part.size() + wrapped.text.size() > longest_line) {
        constexpr std::size_t enough_to_report = 100;
        s.skips = !wrapped.ends_line;
        write(std::exchange(s.part, {}).substr(0, enough_to_report), out);
    } else if (!wrapped.ends_line) {
        s.part += wrapped.text;
        ++empty_;
    } else if (s.part.empty()) {
        take_text(s, wrapped.text, true, out);
    } else {
        take_text(s, std::exchange(s.part, {}).append(wrapped.text), true, out);
    }
}

void line_joiner::take_text(stream& s, std::string_view text, bool is_wrapped, std::string& out) {
    if (!s.open.empty() && continues(s, text, is_wrapped, out)) return;
    std::size_t const begin = open_object(text, s.scanner);
    if (begin != std::string_view::npos && !has_object(text.substr(0, begin))) {
        s.open = text;
        s.lines = is_wrapped ? 0 : 1;
        if (is_wrapped) ++empty_;
    } else if (!is_wrapped || has_object(text)) {
        write(text, out);
    } else {
        ++empty_;
    }
}

/// Returns false, and leaves the object as it was, if the text does not belong to it.
bool line_joiner::continues(stream& s, std::string_view text, bool is_wrapped, std::string& out) {
    if (was_cut(s.open, text)) {
        give_up(s, out);
        return false;
    }
    std::size_t at = 0;
    auto const found = s.scanner.go_on(text, at);
    if (found == outcome::broken || s.open.size() + text.size() > longest_line) {
        give_up(s, out);
        return false;
    }
    s.open.append(1, '\n').append(text.substr(0, at));
    if (found == outcome::incomplete) {
        if (is_wrapped) {
            ++empty_;
        } else {
            ++s.lines;
        }
        return true;
    }
    std::string object = on_one_line(std::exchange(s.open, {}));
    if (s.lines != 0) {
        write(object, out);
        empty_ += static_cast<std::ptrdiff_t>(s.lines) - 1;
        object.clear();
    }
    std::string const rest = object.append(text.substr(at));
    take_text(s, rest, is_wrapped || !has_object(rest), out);
    return true;
}

void line_joiner::write(std::string_view text, std::string& out) {
    write_empty(out);
    std::size_t const begin = out.size();
    out += text;
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '\n', ' ');
    out += '\n';
}

void line_joiner::write_empty(std::string& out) {
    if (empty_ > 0) out.append(static_cast<std::size_t>(std::exchange(empty_, 0)), '\n');
}

/// Writes lines that are no object after all.
void line_joiner::give_up(stream& s, std::string& out) {
    if (s.open.empty()) return;
    if (s.lines == 0) {
        --empty_;
        write(s.open, out);
    } else {
        write_empty(out);
        out.append(s.open).append(1, '\n');
    }
    s.open.clear();
}

}  // namespace viz
