// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads numbers of JSON text and of users, orders and prints them.

#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace viz::json {

/// Returns the double that is nearest to a number which `from_chars` finds out of range: a number that is too small is
/// 0.
[[nodiscard]] double nearest_to_range(std::string_view number);

/// Removes the number at the beginning of the text and returns it. Returns nothing if there is none, or it is infinite
/// or too large.
template <class Number>
[[nodiscard]] std::optional<Number> take_number(std::string_view& text) {
    Number number{};
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if constexpr (std::floating_point<Number>) {
        bool const too_small =
            failure == std::errc::result_out_of_range && std::abs(nearest_to_range({text.data(), end})) < 1;
        if ((failure != std::errc{} && !too_small) || !std::isfinite(number)) return std::nullopt;
    } else if (failure != std::errc{}) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Returns the number if the text contains nothing else.
template <class Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) {
    auto const number = take_number<Number>(text);
    return text.empty() ? number : std::nullopt;
}

inline constexpr std::array<std::uint64_t, 20> powers_of_ten = [] {
    std::array<std::uint64_t, 20> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();

/// A number without an exponent, like all times in a record: `digits` with a point before the last `decimals`.
struct plain_number {
    std::uint64_t digits = 0;
    std::size_t decimals = 0;
    bool negative = false;
    bool cut = false;  ///< whether more decimals followed
};

/// Returns a number of up to 19 digits, to which it is cut if it has more decimals; nothing for any other value.
[[nodiscard]] std::optional<plain_number> parse_plain(std::string_view value) noexcept;

/// Orders two numbers whose doubles are equal. Integers of any size are compared by their digits; if one is not an
/// integer, they are equal.
[[nodiscard]] std::strong_ordering order_of_close(std::string_view a, std::string_view b) noexcept;

/// Returns a number, or the number in a string that contains nothing else. Returns nothing for any other value.
[[nodiscard]] std::optional<double> number_of(std::string_view value);

/// Returns a number, or the number that a string begins with; 0 for any other value. Correctly rounded.
[[nodiscard]] double to_number(std::string_view value);

/// Appends the result of `to_number` with 15 significant digits, as `%.15g` prints it.
void append_general(std::string& out, std::string_view value);
void append_general(std::string& out, double value);

/// Appends the result of `to_number` with a fixed number of digits after the point, as `%.6f` prints it.
void append_fixed(std::string& out, std::string_view value, int digits);
void append_fixed(std::string& out, double value, int digits);

}  // namespace viz::json
