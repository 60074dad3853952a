// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads, writes and repairs UTF-8.

#include <logdefer/base/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace viz::json {

/// U+FFFD, which replaces what is not a character.
inline constexpr std::string_view replacement{logdefer::detail::replacement_character.data(),
                                              logdefer::detail::replacement_character.size()};

/// Units of UTF-16 that stand for a character only together: the high one is the first.
[[nodiscard]] constexpr bool is_high_surrogate(std::uint32_t unit) noexcept { return unit >= 0xd800 && unit < 0xdc00; }
[[nodiscard]] constexpr bool is_low_surrogate(std::uint32_t unit) noexcept { return unit >= 0xdc00 && unit < 0xe000; }

/// Returns the character of two such units.
[[nodiscard]] constexpr std::uint32_t joined_surrogates(std::uint32_t high, std::uint32_t low) noexcept {
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/// Appends a character.
void append_code_point(std::string& out, std::uint32_t c);

/// Returns the character of UTF-8 at `i`, and sets `i` to the place after it.
[[nodiscard]] inline std::uint32_t next_code_point(std::string_view text, std::size_t& i) {
    auto const c = logdefer::detail::first_character(text.substr(i));
    i += c.size;
    return c.code;
}

/// Returns the text with U+FFFD for each maximal ill-formed part.
[[nodiscard]] std::string well_formed(std::string_view text);

/// Returns whether well-formed text may be the result of a repair: it contains U+FFFD.
[[nodiscard]] bool may_be_repaired(std::string_view text);

}  // namespace viz::json
