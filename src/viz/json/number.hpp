// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Parses numbers that users write, and orders numbers that are equal as doubles.

#include <charconv>
#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace viz::json {

/// Removes the number at the beginning of the text and returns it. Returns nothing if there is none, or it is infinite
/// or too large.
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

/// Returns the number if the text contains nothing else.
template <class Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) {
    auto const number = take_number<Number>(text);
    return text.empty() ? number : std::nullopt;
}

/// Orders two numbers whose doubles are equal. Integers of any size are compared by their digits; if one is not an
/// integer, they are equal.
[[nodiscard]] std::strong_ordering order_of_close(std::string_view a, std::string_view b) noexcept;

}  // namespace viz::json
