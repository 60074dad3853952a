// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Strings and numbers of JSON text, and the text that is shown for them.

#include <string>
#include <string_view>

namespace viz::json {

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

/// Appends UTF-8 text in which invisible characters are written like `\u001b`. Tabs and line feeds, with or without a
/// carriage return before them, are kept.
void append_visible(std::string& out, std::string_view text);

/// As `append_visible`, for text that must stay in its line and column: tabs and line feeds are also escaped.
void append_visible_in_line(std::string& out, std::string_view text);

/// Returns the text with U+FFFD for each maximal ill-formed part.
[[nodiscard]] std::string well_formed(std::string_view text);

/// Returns whether well-formed text may be the result of a repair: it contains U+FFFD.
[[nodiscard]] bool may_be_repaired(std::string_view text);

/// Returns a number, or the number that a string begins with; 0 for any other value. Correctly rounded.
[[nodiscard]] double to_number(std::string_view value);

/// Appends the result of `to_number` with 15 significant digits, as `%.15g` prints it.
void append_general(std::string& out, std::string_view value);
void append_general(std::string& out, double value);

/// Appends the result of `to_number` with a fixed number of digits after the point, as `%.6f` prints it.
void append_fixed(std::string& out, std::string_view value, int digits);
void append_fixed(std::string& out, double value, int digits);

}  // namespace viz::json
