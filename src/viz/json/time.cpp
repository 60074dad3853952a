// SPDX-License-Identifier: BSL-1.0
#include "json/time.hpp"

#include "json/text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace viz::json {

namespace {

constexpr std::int64_t second = 1'000'000'000;

/// The number that digits make, filled up with zeros to a length; nothing where there are other characters.
std::optional<std::int64_t> number_in(std::string_view digits, std::size_t length) {
    std::int64_t number = 0;
    for (std::size_t i = 0; i < length; ++i) {
        char const digit = i < digits.size() ? digits[i] : '0';
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    return number;
}

std::optional<std::int64_t> plain_nanoseconds(std::string_view value) {
    bool const negative = value.starts_with('-');
    if (negative) value.remove_prefix(1);
    constexpr std::size_t safe_digits = 10;
    std::size_t const point = std::min(value.find('.'), value.size());
    if (point == 0 || point > safe_digits) return std::nullopt;
    std::string_view const fraction = value.substr(std::min(point + 1, value.size()));
    if (fraction.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    auto const whole = number_in(value.substr(0, point), point);
    if (!whole || *whole >= longest_time / second) return std::nullopt;
    std::int64_t const size = *whole * second + *number_in(fraction, 9);
    return negative ? -size : size;
}

/// A number with its point before the last digits.
void append_pointed(std::string& out, std::int64_t number, std::size_t decimals) {
    std::string digits = std::to_string(number < 0 ? -number : number);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, 1, '.');
    if (number < 0) out += '-';
    out += digits;
}

}  // namespace

std::int64_t nanoseconds_of(std::string_view value) {
    if (auto const plain = plain_nanoseconds(value)) return *plain;
    constexpr auto limit = static_cast<double>(longest_time);
    return std::llround(std::clamp(to_number(value) * static_cast<double>(second), -limit, limit));
}

void append_microseconds(std::string& out, std::int64_t nanoseconds) { append_pointed(out, nanoseconds, 3); }

void append_seconds(std::string& out, std::int64_t nanoseconds) {
    bool const whole_microseconds = nanoseconds % 1000 == 0;
    append_pointed(out, whole_microseconds ? nanoseconds / 1000 : nanoseconds, whole_microseconds ? 6 : 9);
}

}  // namespace viz::json
