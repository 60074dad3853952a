// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads, writes and repairs UTF-8.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace viz::json {

/// U+FFFD, which replaces what is not a character.
inline constexpr std::string_view replacement = "\xef\xbf\xbd";

/// Units of UTF-16 that stand for a character only together: the high one is the first.
[[nodiscard]] constexpr bool is_high_surrogate(std::uint32_t unit) noexcept { return unit >= 0xd800 && unit < 0xdc00; }
[[nodiscard]] constexpr bool is_low_surrogate(std::uint32_t unit) noexcept { return unit >= 0xdc00 && unit < 0xe000; }

/// Returns the character of two such units.
[[nodiscard]] constexpr std::uint32_t joined_surrogates(std::uint32_t high, std::uint32_t low) noexcept {
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/// Appends a character.
void append_code_point(std::string& out, std::uint32_t c);

/// Returns the character of well-formed UTF-8 at `i`, and sets `i` to the place after it.
[[nodiscard]] inline std::uint32_t next_code_point(std::string_view text, std::size_t& i) {
    auto const byte = [&] { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i++])); };
    std::uint32_t const first = byte();
    if (first < 0x80) return first;
    int const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    std::uint32_t c = first & (0x3fU >> more);
    for (int n = 0; n < more; ++n) c = c << 6 | (byte() & 0x3f);
    return c;
}

/// Returns the text with U+FFFD for each maximal ill-formed part.
[[nodiscard]] std::string well_formed(std::string_view text);

/// Returns whether well-formed text may be the result of a repair: it contains U+FFFD.
[[nodiscard]] bool may_be_repaired(std::string_view text);

}  // namespace viz::json
