// SPDX-License-Identifier: BSL-1.0
#include "record/time.hpp"

#include "json/number.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace viz::json {

namespace {

constexpr std::size_t decimals = 9;  // the decimals of a second in nanoseconds

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Moves up to a number of digits from the front of a text to the end of a number. Returns how many were moved.
std::size_t take_digits(std::string_view& text, std::size_t most, std::int64_t& number) {
    std::size_t taken = 0;
    for (; taken < std::min(most, text.size()) && is_digit(text[taken]); ++taken) {
        number = number * 10 + (text[taken] - '0');
    }
    text.remove_prefix(taken);
    return taken;
}

/// Returns nothing if the text is not a plain decimal or is beyond the limit.
std::optional<std::int64_t> plain_nanoseconds(std::string_view value) {
    constexpr std::array<std::int64_t, decimals + 1> powers{1,       10,        100,        1'000,       10'000,
                                                            100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
    bool const negative = value.starts_with('-');
    if (negative) value.remove_prefix(1);
    constexpr std::size_t safe_digits = 10;
    std::int64_t number = 0;
    if (take_digits(value, safe_digits, number) == 0 || number >= longest_time / std::chrono::seconds{1}) {
        return std::nullopt;
    }
    if (!value.empty() && value.front() != '.') return std::nullopt;
    std::size_t fraction = 0;
    if (!value.empty()) {
        value.remove_prefix(1);
        fraction = take_digits(value, decimals, number);
    }
    if (!std::ranges::all_of(value, is_digit)) return std::nullopt;
    number *= powers[decimals - fraction];
    return negative ? -number : number;
}

/// Rounds, and limits the result so that two of them can be added.
std::int64_t whole_units(double number) {
    constexpr auto limit = static_cast<double>(longest_time.count());
    return std::llround(std::clamp(number, -limit, limit));
}

/// Appends a number with its point before the last digits.
void append_pointed(std::string& out, std::int64_t number, std::size_t after_point) {
    std::string digits = std::to_string(number < 0 ? -number : number);
    if (digits.size() <= after_point) digits.insert(0, after_point + 1 - digits.size(), '0');
    digits.insert(digits.size() - after_point, 1, '.');
    if (number < 0) out += '-';
    out += digits;
}

}  // namespace

std::chrono::nanoseconds nanoseconds_of(std::string_view value) {
    if (auto const plain = plain_nanoseconds(value)) return std::chrono::nanoseconds{*plain};
    return std::chrono::nanoseconds{whole_units(to_number(value) * 1e9)};
}

std::chrono::microseconds microseconds_of(std::string_view value) {
    return std::chrono::microseconds{whole_units(to_number(value) * 1e6)};
}

void append_microseconds(std::string& out, std::chrono::nanoseconds time) { append_pointed(out, time.count(), 3); }

void append_seconds(std::string& out, std::chrono::nanoseconds time) {
    std::int64_t const nanoseconds = time.count();
    bool const whole_microseconds = nanoseconds % 1000 == 0;
    append_pointed(out, whole_microseconds ? nanoseconds / 1000 : nanoseconds, whole_microseconds ? 6 : 9);
}

}  // namespace viz::json
