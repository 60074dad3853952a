// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Strings of JSON text, and the text that they stand for.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace viz::json {

/// The bytes of an escape like `\u001b`.
inline constexpr std::size_t escape_size = 6;

/// Returns the UTF-16 unit of such an escape at a place; 0 if there is none.
[[nodiscard]] std::uint32_t unit_at(std::string_view json, std::size_t at);

/// Appends the text of a string. An unpaired surrogate becomes U+FFFD. `quoted` is a valid JSON string with its quotes.
void append_unescaped(std::string& out, std::string_view quoted);
[[nodiscard]] std::string unescaped(std::string_view quoted);

/// Returns whether a string has this text. Takes no memory if the string has no escapes.
[[nodiscard]] bool stands_for(std::string_view quoted, std::string_view text);

/// Additional characters to escape, which JSON allows unescaped.
struct escapes {
    bool above_ascii = false;
    bool del = false;  ///< U+007F, for terminals
};

/// Appends UTF-8 text as a JSON string. Characters that the library's `is_unseen` lists are always escaped: terminals
/// obey controls above U+007F, and text of the opposite direction or characters without width can disguise other text.
void append_quoted(std::string& out, std::string_view text, escapes how);

}  // namespace viz::json
