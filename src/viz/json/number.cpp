// SPDX-License-Identifier: BSL-1.0
#include "json/number.hpp"

#include "json/strings.hpp"

#include <algorithm>
#include <array>
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
    return failure == std::errc::result_out_of_range ? nearest_to_range({value.data(), end}) : number;
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
