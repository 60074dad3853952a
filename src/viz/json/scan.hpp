// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Searches that look at 16 bytes at a time.

#include <cstddef>
#include <string>
#include <string_view>

namespace viz::json {

/// A text that is looked for often. Compares two of its bytes everywhere before it compares all: with the quotes around
/// a name, which are everywhere, nothing would be gained.
class needle {
public:
    needle() = default;
    explicit needle(std::string text);

    [[nodiscard]] std::string const& text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

    /// The first place from `from` on, or `npos`. An empty needle is not to be looked for.
    [[nodiscard]] std::size_t find_in(std::string_view hay, std::size_t from = 0) const noexcept;

private:
    std::string text_;
    std::size_t first_ = 0;  // of the two bytes
    std::size_t second_ = 0;
};

/// The scalar that begins after a key's closing quote, in a line that nobody has checked; empty where there is none.
[[nodiscard]] std::string_view scalar_after(std::string_view line, std::size_t at);

/// Whether any scalar passes that follows a key, which is given with its quotes, in a line that nobody has checked.
/// `passes` gets the place of the key as well, and no value where none follows.
template <class Predicate>
[[nodiscard]] bool any_scalar(std::string_view line, needle const& key, Predicate passes) {
    std::size_t const size = key.text().size();
    for (std::size_t at = key.find_in(line); at != std::string_view::npos; at = key.find_in(line, at + size)) {
        if (passes(at, scalar_after(line, at + size))) return true;
    }
    return false;
}

}  // namespace viz::json
