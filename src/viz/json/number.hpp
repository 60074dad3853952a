// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Numbers that people wrote, and the order of numbers that doubles cannot tell apart.

#include <charconv>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace viz::json {

/// Takes the number off the front that text begins with. Empty where there is none, or it is not finite or too great.
template <class Number>
[[nodiscard]] std::optional<Number> take_number(std::string_view& text) {
    Number number{};
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{}) return std::nullopt;
    if constexpr (std::floating_point<Number>) {
        if (!std::isfinite(number)) return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// The same of text that is nothing but a number.
template <class Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) {
    auto const number = take_number<Number>(text);
    return text.empty() ? number : std::nullopt;
}

/// The order of two numbers whose doubles are equal. Integers of any size are compared by their digits; where one is no
/// integer, the two are equal.
[[nodiscard]] std::strong_ordering order_of_close(std::string_view a, std::string_view b) noexcept;

}  // namespace viz::json
