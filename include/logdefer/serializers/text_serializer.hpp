// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A record for people: a heading, the data, the lines, and the timers as bars.
///
///     2023-11-14 22:13:20.123456Z  202.386 ms
///       user="jane" status=200
///         0.158 ms  info   hello
///       201.223 ms  error  peer timeout waited=30.5 attempt=2
///         0.224 ms  |====================                    |  100.431 ms  db
///       100.700 ms  |                    ====================|  101.600 ms  render

#include <logdefer/detail/json_writer.hpp>
#include <logdefer/error.hpp>
#include <logdefer/level.hpp>
#include <logdefer/output_buffer.hpp>
#include <logdefer/record.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace logdefer {

/// Whether escape sequences colour the levels.
enum class colour : bool { no, yes };

/// Writes each record over several lines of a terminal. Control characters are escaped, so text cannot steer it.
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
        for (line_view const l : r.logs()) line(l, out);
        for (timer_view const t : r.timers()) bar(t, r.end(), out);
        members(r.extras(), out);
        return out.failed() ? make_error_code(error::out_of_memory) : std::error_code{};
    }

private:
    static constexpr int width = 40;  // columns of a bar

    template <class... Args>
    static void print(output_buffer& out, char const* format, Args... args) noexcept {
        std::array<char, 96> text;
        int const n = std::snprintf(text.data(), text.size(), format, args...);
        out.append(std::string_view{text.data(), std::min(static_cast<std::size_t>(n), text.size() - 1)});
    }

    /// From integers: the point of `%f` depends on the program's locale. Truncated to microseconds.
    static void milliseconds(output_buffer& out, int digits, std::chrono::nanoseconds t) noexcept {
        long long const us = t.count() / 1000;
        print(out, "%*lld.%03lld ms", digits, us / 1000, us % 1000);
    }

    static void heading(record_view const& r, output_buffer& out) noexcept {
        namespace chrono = std::chrono;
        auto const start = std::max(r.start(), chrono::nanoseconds::min() + chrono::days{1});  // whose day has a start
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

    static void member(value_view key, value_view value, output_buffer& out) noexcept {
        out.append(' ');
        detail::json_writer{out}.escaped(key.text());
        out.append('=');
        detail::json_writer{out}.value(value);
    }

    static void members(entry_range<data_view> all, output_buffer& out) noexcept {
        if (all.empty()) return;
        out.append(' ');
        for (data_view const d : all) member(d.key(), d.value(), out);
        out.append('\n');
    }

    void line(line_view l, output_buffer& out) const noexcept {
        milliseconds(out, 6, l.offset());
        out.append("  ");
        level(l.level(), out);
        unquoted(l.message(), out);
        for (value_view const v : l.items()) item(v, out);
        out.append('\n');
    }

    static void unquoted(value_view v, output_buffer& out) noexcept {
        detail::json_writer json{out};
        v.kind() == value_kind::text ? json.escaped(v.text()) : json.value(v);
    }

    /// Fields as `key=value`, other items as they are.
    static void item(value_view v, output_buffer& out) noexcept {
        if (v.kind() != value_kind::object) {
            out.append(' ');
            return detail::json_writer{out}.value(v);
        }
        for (member_view const m : v.members()) member(m.key(), m.value(), out);
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
            double const share =
                end.count() > 0 ? static_cast<double>(at.count()) / static_cast<double>(end.count()) : 0;
            return std::clamp(static_cast<int>(share * width), 0, width);
        };
        int const first = std::min(column(t.start()), width - 1);
        int const last = std::max(column(t.end()), first + 1);
        milliseconds(out, 6, t.start());
        out.append("  |");
        for (int i = 0; i < width; ++i) out.append(i >= first && i < last ? '=' : ' ');
        out.append('|');
        milliseconds(out, 5, t.end() - t.start());
        out.append("  ");
        unquoted(t.name(), out);
        for (value_view const v : t.detail()) item(v, out);
        out.append('\n');
    }

    colour coloured_;
};

/// With the names of the default levels.
using text_serializer = basic_text_serializer<>;

}  // namespace logdefer
