// SPDX-License-Identifier: BSL-1.0
#include "json/strings.hpp"

#include <logdefer/base/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

namespace viz::json {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

void append_code_point(std::string& out, std::uint32_t c) {
    auto const byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };  // below 256 in each call
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xc0 | c >> 6);
        byte(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        byte(0xe0 | c >> 12);
        byte(0x80 | (c >> 6 & 0x3f));
        byte(0x80 | (c & 0x3f));
    } else {
        byte(0xf0 | c >> 18);
        byte(0x80 | (c >> 12 & 0x3f));
        byte(0x80 | (c >> 6 & 0x3f));
        byte(0x80 | (c & 0x3f));
    }
}

std::uint32_t hex4(char const* from) {
    std::uint32_t value = 0;
    std::from_chars(from, from + 4, value, 16);
    return value;
}

/// Returns the unit of `\uXXXX` at `from`, and sets `from` to the place after it.
void append_escaped_unit(std::string& out, char const*& from) {
    std::uint32_t const high = hex4(from);
    from += 4;
    if (high < 0xd800 || high > 0xdfff) return append_code_point(out, high);
    std::uint32_t const low = high < 0xdc00 && from[0] == '\\' && from[1] == 'u' ? hex4(from + 2) : 0;
    if (low < 0xdc00 || low > 0xdfff) {
        out += replacement;
        return;
    }
    from += 6;
    append_code_point(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
}

char simple_escape(char letter) {
    switch (letter) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return letter;
    }
}

/// Decodes one character of well-formed UTF-8 and advances.
std::uint32_t next_code_point(std::string_view text, std::size_t& i) {
    auto const byte = [&] { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i++])); };
    std::uint32_t const first = byte();
    if (first < 0x80) return first;
    int const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    std::uint32_t c = first & (0x3fU >> more);
    for (int n = 0; n < more; ++n) c = c << 6 | (byte() & 0x3f);
    return c;
}

void append_escape(std::string& out, std::uint32_t c) {
    std::array<char, 12> escape;
    out.append(escape.data(), logdefer::detail::print_code(escape.data(), c));
}

std::optional<char> short_escape(std::uint32_t c) {
    switch (c) {
        case '"': return '"';
        case '\\': return '\\';
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return std::nullopt;
    }
}

bool needs_no_look(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

/// Appends the run of characters at `i` that every style writes as they are.
void append_plain(std::string& out, std::string_view text, std::size_t& i) {
    std::size_t const begin = i;
    while (i < text.size() && needs_no_look(text[i])) ++i;
    out.append(text, begin, i - begin);
}

template <class Escapes>
void append_escaping(std::string& out, std::string_view text, Escapes escapes) {
    for (std::size_t i = 0; i < text.size();) {
        append_plain(out, text, i);
        if (i == text.size()) return;
        std::size_t const begin = i;
        std::uint32_t const c = next_code_point(text, i);
        if (logdefer::detail::is_unseen(c) && escapes(c, i)) {
            append_escape(out, c);
        } else {
            out.append(text, begin, i - begin);
        }
    }
}

/// A number with few digits and no exponent, like all times in a record.
struct plain_number {
    std::uint64_t digits;
    std::size_t decimals;
    bool negative;

    /// Returns the value, which is correctly rounded, since both operands are exact.
    [[nodiscard]] double to_double() const {
        constexpr std::array<double, 16> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
        double const value = static_cast<double>(digits) / powers[decimals];
        return negative ? -value : value;
    }
};

/// Returns nothing for any other value.
std::optional<plain_number> parse_plain(std::string_view value) {
    plain_number number{0, 0, value.starts_with('-')};
    if (number.negative) value.remove_prefix(1);
    constexpr std::size_t exact_digits = 15;
    std::size_t const point = std::min(value.find('.'), value.size());
    if (value.empty() || value.size() > exact_digits + (point == value.size() ? 0 : 1)) return std::nullopt;
    number.decimals = point == value.size() ? 0 : value.size() - point - 1;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i == point) continue;
        if (value[i] < '0' || value[i] > '9') return std::nullopt;
        number.digits = number.digits * 10 + static_cast<std::uint64_t>(value[i] - '0');
    }
    return number;
}

}  // namespace

void append_unescaped(std::string& out, std::string_view quoted) {
    char const* from = quoted.data() + 1;
    char const* const end = quoted.data() + quoted.size() - 1;
    while (from != end) {
        auto const* const backslash = static_cast<char const*>(std::memchr(
            from, '\\', static_cast<std::size_t>(end - from)));  // in C++ it is also overloaded for void const*
        out.append(from, backslash == nullptr ? end : backslash);
        if (backslash == nullptr) return;
        from = backslash + 2;
        if (backslash[1] == 'u') {
            append_escaped_unit(out, from);
        } else {
            out += simple_escape(backslash[1]);
        }
    }
}

std::string unescaped(std::string_view quoted) {
    std::string text;
    append_unescaped(text, quoted);
    return text;
}

bool stands_for(std::string_view quoted, std::string_view text) {
    if (quoted.find('\\') != std::string_view::npos) return unescaped(quoted) == text;
    return quoted.substr(1, quoted.size() - 2) == text;
}

void append_quoted(std::string& out, std::string_view text, escapes how) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        append_plain(out, text, i);
        if (i == text.size()) break;
        std::size_t const begin = i;
        std::uint32_t const c = next_code_point(text, i);
        if (auto const letter = short_escape(c)) {
            out += {'\\', *letter};
        } else if (c == 0x7f ? how.del : logdefer::detail::is_unseen(c) || (how.above_ascii && c > 0x7f)) {
            append_escape(out, c);
        } else {
            out.append(text, begin, i - begin);
        }
    }
    out += '"';
}

void append_visible(std::string& out, std::string_view text) {
    append_escaping(out, text, [&](std::uint32_t c, std::size_t next) {
        bool const before_line_feed = next < text.size() && text[next] == '\n';
        return c != '\n' && c != '\t' && (c != '\r' || !before_line_feed);
    });
}

void append_visible_in_line(std::string& out, std::string_view text) {
    append_escaping(out, text, [](std::uint32_t, std::size_t) { return true; });
}

bool may_be_repaired(std::string_view text) { return text.find(replacement) != std::string_view::npos; }

std::string well_formed(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (static_cast<unsigned char>(text[i]) < 0x80) {
            result += text[i++];
            continue;
        }
        auto const part = logdefer::detail::utf8_at(text.data() + i, text.size() - i);
        result += part.well_formed ? text.substr(i, part.size) : replacement;
        i += part.size;
    }
    return result;
}

double to_number(std::string_view value) {
    if (auto const plain = parse_plain(value)) return plain->to_double();
    std::string text;
    if (value.starts_with('"')) {
        append_unescaped(text, value);
        value = text;
        value.remove_prefix(std::min(value.find_first_not_of(" \t\n"), value.size()));
    }
    if (value.empty() || value.front() == 'n' || value.front() == 'i') return 0;  // from_chars reads nan and inf
    double number = 0;
    auto const [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc::result_out_of_range) return number;
    return value.front() == '-' ? std::numeric_limits<double>::lowest() : std::numeric_limits<double>::max();
}

void append_general(std::string& out, std::string_view value) {
    auto const plain = parse_plain(value);
    if (!plain || plain->decimals == 0 || plain->negative
        || value.starts_with("0.0000")) {  // %g would print an exponent
        return append_general(out, to_number(value));
    }
    std::size_t const last = value.find_last_not_of('0');
    out += value.substr(0, value[last] == '.' ? last : last + 1);
}

void append_general(std::string& out, double value) {
    std::array<char, 32> digits;
    auto const printed =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::general, 15);
    out.append(digits.data(), printed.ptr);
}

void append_fixed(std::string& out, std::string_view value, int digits) {
    auto const wanted = static_cast<std::size_t>(digits);
    auto const plain = parse_plain(value);
    if (!plain || plain->decimals > wanted) return append_fixed(out, to_number(value), digits);
    out += value;
    if (plain->decimals == 0) out += '.';
    out.append(wanted - plain->decimals, '0');
}

void append_fixed(std::string& out, double value, int digits) {
    std::array<char, 352> text;  // the greatest double has 309 digits before the point
    auto const printed = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits);
    out.append(text.data(), printed.ptr);
}

}  // namespace viz::json
