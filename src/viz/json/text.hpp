// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Strings and numbers of JSON text, and the text that is shown for them.

#include <string>
#include <string_view>

namespace viz::json {

/// Appends what a string stands for. A surrogate without its other half becomes U+FFFD. `quoted` is a valid JSON string
/// with its quotes.
void append_unescaped(std::string& out, std::string_view quoted);
[[nodiscard]] std::string unescaped(std::string_view quoted);

/// Whether a string stands for this text. No memory where it has no escapes.
[[nodiscard]] bool stands_for(std::string_view quoted, std::string_view text);

/// Which characters are escaped that JSON would take as they are.
struct escapes {
    bool above_ascii = false;
    bool del = false;  ///< U+007F, for terminals
};

/// Appends UTF-8 text as a JSON string. What is not seen but acts on what is, as the library's `is_unseen` lists it, is
/// always escaped: terminals obey controls above U+007F, and text that runs in another direction or has characters
/// without width can disguise what stands there.
void append_quoted(std::string& out, std::string_view text, escapes how);

/// Appends UTF-8 text in which what is not seen is written like `\u001b`. Line feeds, those after a carriage return as
/// well, and tabs are kept.
void append_visible(std::string& out, std::string_view text);

/// The same for text that has to stay in its line and column: they are escaped, too.
void append_visible_in_line(std::string& out, std::string_view text);

/// The same text with U+FFFD for each maximal ill-formed part.
[[nodiscard]] std::string well_formed(std::string_view text);

/// Whether text that is well-formed now may have been something else: it holds U+FFFD.
[[nodiscard]] bool may_be_repaired(std::string_view text);

/// A number, or a string that begins with one; 0 for all else. Correctly rounded.
[[nodiscard]] double to_number(std::string_view value);

/// A number, or what `to_number` takes for one, with 15 significant digits, as `%.15g` prints it.
void append_general(std::string& out, std::string_view value);
void append_general(std::string& out, double value);

/// A number, or what `to_number` takes for one, with a fixed number of digits after the point, as `%.6f` prints it.
void append_fixed(std::string& out, std::string_view value, int digits);
void append_fixed(std::string& out, double value, int digits);

}  // namespace viz::json
