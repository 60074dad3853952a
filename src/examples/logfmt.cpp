// SPDX-License-Identifier: BSL-1.0

// A custom serializer: logfmt, with a line for the transaction and a line for each of its log lines.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

using std::chrono::nanoseconds;

//[logfmt
class logfmt_serializer {
public:
    std::error_code append(logdefer::record_view const& r, logdefer::output_buffer& out) const {
        out.append("start=" + seconds(r.start()) + " end=" + seconds(r.end()));
        for (auto const d : r.data()) pairs(d.key().text(), d.value(), out);
        for (auto const t : r.timers()) pair(t.name().text(), seconds(t.end() - t.start()), out);
        for (auto const e : r.extras()) pairs(e.key().text(), e.value(), out);
        for (auto const line : r.logs()) {
            if (out.failed()) return logdefer::error::out_of_memory;  // no need to go on
            out.append("\nat=" + seconds(line.offset()) + " level=" + std::to_string(line.level()));
            pairs("msg", line.message(), out);
            for (auto const item : line.items()) pairs("", item, out);
        }
        out.append('\n');
        return {};
    }

private:
    /// The members of an object and the elements of an array become pairs of their own, with a dot in the key.
    static void pairs(std::string_view key, logdefer::value_view v, logdefer::output_buffer& out) {
        auto const prefix = key.empty() ? std::string{} : std::string{key} + '.';
        char digits[32];
        switch (v.kind()) {
            using enum logdefer::value_kind;
            case null: return pair(key, "null", out);
            case boolean: return pair(key, v.boolean() ? "true" : "false", out);
            case integer: return pair(key, std::to_string(v.integer()), out);
            case unsigned_integer: return pair(key, std::to_string(v.unsigned_integer()), out);
            case real: return pair(key, {digits, std::to_chars(digits, digits + 32, v.real()).ptr}, out);
            case seconds: return pair(key, logfmt_serializer::seconds(v.seconds()), out);
            case array:
                for (int i = 0; auto const e : v.elements()) pairs(prefix + std::to_string(i++), e, out);
                return;
            default: return pair(key, v.text(), out);  // text, or a number kept as text
            case object:
                for (auto const m : v.members()) pairs(prefix + std::string{m.key().text()}, m.value(), out);
        }
    }

    /// A key is one word; a value that is not goes into quotes.
    static void pair(std::string_view key, std::string_view value, logdefer::output_buffer& out) {
        out.append(' ');
        for (char const c : key.empty() ? std::string_view{"item"} : key) out.append(is_special(c) ? '_' : c);
        out.append('=');
        if (!value.empty() && std::ranges::none_of(value, is_special)) return out.append(value);
        out.append('"');
        for (char const c : value) out.append(escaped(c));
        out.append('"');
    }
    static bool is_special(char c) { return (c >= 0 && c <= ' ') || c == '=' || c == '"' || c == '\\' || c == 127; }
    static std::string escaped(char c) {
        if ((c >= 0 && c < ' ') || c == 127) return print("\\u%04x", c);
        return c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    static std::string seconds(nanoseconds t) { return print("%.6Lf", static_cast<long double>(t.count()) / 1e9L); }
    static std::string print(char const* format, auto... args) {
        std::array<char, 48> text;
        return {text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), format, args...))};
    }
};
//]

int main() {
    using namespace std::chrono_literals;
    logdefer::manual_clock clock;
    logdefer::basic_log_defer<logdefer::manual_clock, logfmt_serializer> log{std::cout, clock};
    log.data({{"user", "jane doe"}, {"empty", ""}, {"odd key=", 1}, {"tags", logdefer::list{"a", "b"}}});
    log.info("said \"hi\"\nand left", {{"path", "C:\\tmp"}, {"share", 0.25}, {"nested", {{"deep", true}}}}, nullptr);
    {
        auto timer = log.timer("db");
        clock.advance(1500us);
    }
    log.add_log(25, "plain", {{"word", "h\u00e9llo"}, {"waited", 30500ms}, {"bell", "\a"}});
    log.outcome(logdefer::outcome::cancelled);
}
