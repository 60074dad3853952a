// SPDX-License-Identifier: BSL-1.0
#include "json/number.hpp"

#include <algorithm>

namespace viz::json {

namespace {

/// Returns the digits of an integer without its sign and leading zeros; nothing for 0 or any other text.
std::string_view integer_digits(std::string_view number) noexcept {
    if (number.starts_with('-')) number.remove_prefix(1);
    if (number.find_first_not_of("0123456789") != std::string_view::npos) return {};
    return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

}  // namespace

std::strong_ordering order_of_close(std::string_view a, std::string_view b) noexcept {
    std::string_view const digits_of_a = integer_digits(a);
    std::string_view const digits_of_b = integer_digits(b);
    if (digits_of_a.empty() || digits_of_b.empty()) return std::strong_ordering::equal;
    auto const by_length = digits_of_a.size() <=> digits_of_b.size();
    auto const by_size = by_length != 0 ? by_length : digits_of_a <=> digits_of_b;
    return a.starts_with('-') ? 0 <=> by_size : by_size;
}

}  // namespace viz::json
