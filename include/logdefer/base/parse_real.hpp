// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Reads floating-point numbers with each standard library.

#include <logdefer/base/config.hpp>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Reads a decimal number by `strtod`. That function reads the decimal point of the program's locale, so the point is
/// taken out, and the exponent is lowered by the number of decimals. Allocates if the number has more than 15 digits.
inline double parse_without_point(std::string_view text) {
    std::string_view const mantissa = text.substr(0, text.find_first_of("eE"));
    long long exponent = 0;
    if (mantissa.size() < text.size()) {
        std::string_view const power = text.substr(mantissa.size() + 1);
        std::size_t const sign = power.starts_with('+') ? 1 : 0;  // from_chars does not read it
        std::from_chars(power.data() + sign, power.data() + power.size(), exponent);
    }
    std::string digits{mantissa};
    if (auto const point = digits.find('.'); point != std::string::npos) {
        digits.erase(point, 1);
        exponent -= static_cast<long long>(digits.size() - point);
    }
    digits += 'e';
    digits += std::to_string(exponent);
    return std::strtod(digits.c_str(), nullptr);
}

/// Reads the text of a JSON number as the nearest `double`. Returns 0 if the number is too small.
///
/// @tparam Real  `double`: a template argument, so that a library may lack the function which is called
template <class Real = double>
Real parse_real(std::string_view text) {
    if constexpr (requires(Real& number) { std::from_chars(text.data(), text.data(), number); }) {
        Real number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    } else {  // libc++ 19 reads only integers
        return parse_without_point(text);
    }
}

}  // namespace logdefer::inline LOGDEFER_ABI::detail
