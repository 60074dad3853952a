// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A serializer for human readers: a heading, the data, the lines, and the timers as bars.
///
///     2023-11-14 22:13:20.123456Z  202.386 ms
///       user="jane" status=200
///         0.158 ms  info   hello
///       201.223 ms  error  peer timeout waited=30.5 attempt=2
///         0.224 ms  |====================                    |  100.431 ms  db
///       100.700 ms  |                    ====================|  101.600 ms  render

#include <logdefer/base/config.hpp>
#include <logdefer/base/error.hpp>
#include <logdefer/base/utf8.hpp>
#include <logdefer/base/wide_product.hpp>
#include <logdefer/formats/json_writer.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/levels/level.hpp>
#include <logdefer/records/record.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <utility>

namespace logdefer::inline LOGDEFER_ABI {

/// Whether levels are coloured by escape sequences.
enum class colour : bool { no, yes };

/// Writes each record as several lines for a terminal. Recorded text can neither control the terminal nor forge lines.
///
/// Invisible characters (controls, direction marks, blanks without width; see `is_unseen` for the list) are escaped as
/// in JSON. A message, a timer's name or a key is written without quotes only if it cannot be mistaken for a field, and
/// then exactly as it was recorded; otherwise it is a JSON string. Therefore `key=` outside of quotes is always a
/// field. Items that are not objects follow the message as JSON, and may look like words of it.
///
/// @tparam LevelSet    names the levels; a level without a name shows its number
/// @par Errors         `error::out_of_memory` when the buffer cannot grow
template <level_set LevelSet = default_levels>
class basic_text_serializer {
public:
    explicit basic_text_serializer(colour coloured = colour::no) noexcept : coloured_(coloured) {}

    std::error_code append(record_view const& r, output_buffer& out) const noexcept {
        heading(r, out);
        members(r.data(), out);
        for (line_view const l : r.logs()) {
            if (out.failed()) break;
            line(l, out);
        }
        for (timer_view const t : r.timers()) {
            if (out.failed()) break;
            bar(t, r.end(), out);
        }
        members(r.extras(), out);
        return out.failed() ? make_error_code(error::out_of_memory) : std::error_code{};
    }

private:
    static constexpr int width = 40;  // columns of a bar

    /// Prints up to 95 bytes. A C function with variable arguments, since the compiler checks those against `format`.
    [[gnu::format(printf, 2, 3)]] static void print(output_buffer& out, char const* format, ...) noexcept {
        std::array<char, 96> text;
        std::va_list arguments;
        va_start(arguments, format);
        int const n = std::vsnprintf(text.data(), text.size(), format, arguments);
        va_end(arguments);
        out.append(std::string_view{text.data(), std::min(static_cast<std::size_t>(n), text.size() - 1)});
    }

    /// Prints milliseconds, truncated to microseconds, from integers: the point of `%f` depends on the program's
    /// locale.
    static void milliseconds(output_buffer& out, int digits, std::chrono::nanoseconds t) noexcept {
        long long const us = t.count() / 1000;
        print(out, "%*lld.%03lld ms", digits, us / 1000, us % 1000);
    }

    static void heading(record_view const& r, output_buffer& out) noexcept {
        namespace chrono = std::chrono;
        auto const start = std::max(r.start(), chrono::nanoseconds::min() + chrono::days{1});  // its day is in range
        auto const day = chrono::floor<chrono::days>(chrono::sys_time<chrono::nanoseconds>{start});
        chrono::year_month_day const date{day};
        auto const time = chrono::duration_cast<chrono::microseconds>(start - day.time_since_epoch()).count();
        print(out, "%04d-%02u-%02u", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
        print(out, " %02d:%02d:%02d.%06dZ", static_cast<int>(time / 3'600'000'000),
              static_cast<int>(time / 60'000'000 % 60), static_cast<int>(time / 1'000'000 % 60),
              static_cast<int>(time % 1'000'000));
        out.append("  ");
        milliseconds(out, 0, r.end());
        out.append('\n');
    }

    static void member(value_view key, value_view v, output_buffer& out) noexcept {
        out.append(' ');
        is_word(key.text()) ? out.append(key.text()) : quoted(key.text(), out);
        out.append('=');
        value(v, out);
    }

    static void members(entry_range<data_view> all, output_buffer& out) noexcept {
        if (all.empty()) return;
        out.append(' ');
        for (data_view const d : all) {
            if (out.failed()) break;
            member(d.key(), d.value(), out);
        }
        out.append('\n');
    }

    void line(line_view l, output_buffer& out) const noexcept {
        milliseconds(out, 6, l.offset());
        out.append("  ");
        level(l.level(), out);
        bare_or_value(l.message(), out);
        items(l.items(), out);
        out.append('\n');
    }

    /// Writes the members of an object as `key=value`, and other items as values.
    static void item(value_view v, output_buffer& out) noexcept {
        if (v.kind() != value_kind::object) {
            out.append(' ');
            return value(v, out);
        }
        for (member_view const m : v.members()) {
            if (out.failed()) break;
            member(m.key(), m.value(), out);
        }
    }

    static void items(value_range all, output_buffer& out) noexcept {
        for (value_view const v : all) {
            if (out.failed()) break;
            item(v, out);
        }
    }

    static void bare_or_value(value_view v, output_buffer& out) noexcept {
        v.kind() == value_kind::text&& is_bare(v.text()) ? out.append(v.text()) : value(v, out);
    }

    /// Returns whether a text cannot be mistaken for anything else: words with single blanks between them, without the
    /// characters that mark fields, strings, escapes and bars.
    static bool is_bare(std::string_view s) noexcept {
        bool after_blank = true;
        while (!s.empty()) {
            auto const c = detail::first_character(s);
            bool const blank = c.code == ' ';
            if (blank && after_blank) return false;
            if (is_special(c.code)) return false;
            after_blank = blank;
            s.remove_prefix(c.size);
        }
        return !after_blank;
    }

    static bool is_special(char32_t c) noexcept {
        if (c < 0x80) return c == '=' || c == '"' || c == '\\' || c == '|' || detail::is_unseen(c);
        bool const other_blank = c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f
                                 || c == 0x3000;  // Unicode's category Zs
        return other_blank || c == detail::character::replacement || detail::is_unseen(c);
    }

    static bool is_word(std::string_view key) noexcept {
        return !key.empty() && std::ranges::all_of(key, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'
                   || c == '.';
        });
    }

    /// Writes a value as JSON without invisible characters. The recursion is bounded, since recording refuses values
    /// that nest too deep.
    static void value(value_view v, output_buffer& out) noexcept {
        char const* between = "";
        auto const separate = [&] { out.append(std::exchange(between, ",")); };
        switch (v.kind()) {
            case value_kind::text: return quoted(v.text(), out);
            case value_kind::array:
                out.append('[');
                for (value_view const e : v.elements()) {
                    if (out.failed()) break;
                    separate();
                    value(e, out);
                }
                return out.append(']');
            case value_kind::object:
                out.append('{');
                for (member_view const m : v.members()) {
                    if (out.failed()) break;
                    separate();
                    quoted(m.key().text(), out);
                    out.append(':');
                    value(m.value(), out);
                }
                return out.append('}');
            default: return detail::json_writer{out}.value(v);
        }
    }

    static void quoted(std::string_view s, output_buffer& out) noexcept {
        detail::json_writer json{out};
        out.append('"');
        std::size_t seen = 0;  // what is before this is written
        for (std::size_t i = 0; i < s.size() && !out.failed();) {
            auto const c = detail::first_character(s.substr(i));
            if (c.code >= 0x7f && detail::is_unseen(c.code)) {  // `escaped` handles those before
                json.escaped(s.substr(seen, i - seen));
                std::array<char, 12> escape;
                out.append(std::string_view{escape.data(), detail::print_code(escape.data(), c.code)});
                seen = i + c.size;
            }
            i += c.size;
        }
        json.escaped(s.substr(seen));
        out.append('"');
    }

    void level(int number, output_buffer& out) const noexcept {
        std::string_view const name = LevelSet::name(number);
        char const* const on = coloured_ == colour::no ? ""
                               : number <= 10          ? "\x1b[31m"
                               : number <= 20          ? "\x1b[33m"
                                                       : "\x1b[2m";
        char const* const off = coloured_ == colour::no ? "" : "\x1b[0m";
        if (name.empty()) return print(out, "%s%-6d%s ", on, number, off);
        print(out, "%s%-6.*s%s ", on, static_cast<int>(name.size()), name.data(), off);
    }

    static void bar(timer_view t, std::chrono::nanoseconds end, output_buffer& out) noexcept {
        auto const column = [&](std::chrono::nanoseconds at) {
            if (at.count() <= 0 || end.count() <= 0) return 0;
            if (at >= end) return width;
            auto const scaled = detail::product(static_cast<std::uint64_t>(at.count()), width);
            return static_cast<int>(detail::quotient(scaled, static_cast<std::uint64_t>(end.count())).quotient);
        };
        int const first = std::min(column(t.start()), width - 1);
        int const last = std::max(column(t.end()), first + 1);
        milliseconds(out, 6, t.start());
        out.append("  |");
        for (int i = 0; i < width; ++i) out.append(i >= first && i < last ? '=' : ' ');
        out.append('|');
        milliseconds(out, 5, t.end() - t.start());
        out.append("  ");
        bare_or_value(t.name(), out);
        items(t.detail(), out);
        out.append('\n');
    }

    colour coloured_;
};

/// The text serializer with the names of the default levels.
using text_serializer = basic_text_serializer<>;

}  // namespace logdefer::inline LOGDEFER_ABI
