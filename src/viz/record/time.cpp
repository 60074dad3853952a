// SPDX-License-Identifier: BSL-1.0
#include "record/time.hpp"

#include "json/number.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

namespace viz::json {

namespace {

/// Returns nothing if the value is not a plain decimal or is beyond the limit.
std::optional<std::int64_t> plain_nanoseconds(std::string_view value) {
    constexpr std::size_t decimals = 9;
    constexpr auto limit = static_cast<std::uint64_t>(longest_time / std::chrono::seconds{1});
    auto const plain = parse_plain(value);
    if (!plain) return std::nullopt;
    std::uint64_t number = plain->digits;
    if (plain->decimals > decimals) {
        number /= powers_of_ten[plain->decimals - decimals];
    } else if (number < limit * powers_of_ten[plain->decimals]) {
        number *= powers_of_ten[decimals - plain->decimals];
    } else {
        return std::nullopt;
    }
    auto const nanoseconds = static_cast<std::int64_t>(number);
    return plain->negative ? -nanoseconds : nanoseconds;
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
