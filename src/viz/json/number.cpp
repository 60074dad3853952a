// SPDX-License-Identifier: BSL-1.0
#include "json/number.hpp"

#include "json/cursor.hpp"
#include "json/strings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

namespace viz::json {

namespace {

/// Returns the digits of an integer without its sign and leading zeros; nothing for 0 or any other text.
std::string_view integer_digits(std::string_view number) noexcept {
    if (number.starts_with('-')) number.remove_prefix(1);
    if (number.find_first_not_of("0123456789") != std::string_view::npos) return {};
    return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

/// Returns a number with so few digits that a double holds them; nothing for any other value.
std::optional<plain_number> parse_short(std::string_view value) {
    constexpr std::uint64_t too_many = 1'000'000'000'000'000;
    auto const number = parse_plain(value);
    return number && number->digits < too_many && !number->cut ? number : std::nullopt;
}

/// Correctly rounded, since both operands are exact.
double to_double(plain_number const& number) {
    double const value = static_cast<double>(number.digits) / static_cast<double>(powers_of_ten[number.decimals]);
    return number.negative ? -value : value;
}

}  // namespace

std::optional<plain_number> parse_plain(std::string_view value) noexcept {
    plain_number number{.negative = value.starts_with('-')};
    if (number.negative) value.remove_prefix(1);
    if (value.empty()) return std::nullopt;
    constexpr std::size_t most_digits = powers_of_ten.size() - 1;
    std::size_t left = most_digits;
    std::size_t point = 0;  // 1 after it
    for (char const c : value) {
        auto const digit = static_cast<unsigned>(static_cast<unsigned char>(c)) - '0';
        if (digit <= 9 && left != 0) {
            number.digits = number.digits * 10 + digit;
            number.decimals += point;
            --left;
        } else if (c == '.' && point == 0) {
            point = 1;
        } else if (digit <= 9 && point == 1) {
            number.cut = true;
        } else {
            return std::nullopt;
        }
    }
    return number;
}

double nearest_to_range(std::string_view number) {
    double const nearest = std::strtod(std::string{number}.c_str(), nullptr);  // 0, or infinite
    constexpr double most = std::numeric_limits<double>::max();
    return std::clamp(nearest, -most, most);
}

std::strong_ordering order_of_close(std::string_view a, std::string_view b) noexcept {
    std::string_view const digits_of_a = integer_digits(a);
    std::string_view const digits_of_b = integer_digits(b);
    if (digits_of_a.empty() || digits_of_b.empty()) return std::strong_ordering::equal;
    auto const by_length = digits_of_a.size() <=> digits_of_b.size();
    auto const by_size = by_length != 0 ? by_length : digits_of_a <=> digits_of_b;
    return a.starts_with('-') ? 0 <=> by_size : by_size;
}

std::optional<double> number_of(std::string_view value) {
    if (is_number(value)) return to_number(value);
    return is_string(value) ? number_in<double>(unescaped(value)) : std::nullopt;
}

double to_number(std::string_view value) {
    if (auto const plain = parse_short(value)) return to_double(*plain);
    std::string text;
    if (value.starts_with('"')) {
        append_unescaped(text, value);
        value = text;
        value.remove_prefix(std::min(value.find_first_not_of(" \t\n"), value.size()));
    }
    double number = 0;
    auto const [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure == std::errc::result_out_of_range) return nearest_to_range({value.data(), end});
    return std::isfinite(number) ? number : 0;  // "inf" and "nan" are words
}

void append_general(std::string& out, std::string_view value) {
    auto const plain = parse_short(value);
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
    auto const plain = parse_short(value);
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
