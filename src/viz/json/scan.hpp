// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Searches that examine 16 bytes at a time.

#include <cstddef>
#include <string>
#include <string_view>

namespace viz::json {

/// A text that is searched for often. Compares two of its bytes at every place before it compares all of them. The
/// quotes around a name would not help, since quotes are frequent.
class needle {
public:
    needle() = default;
    explicit needle(std::string text);

    [[nodiscard]] std::string const& text() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

    /// Returns the first place at or after `from`, or `npos`. The needle must not be empty.
    [[nodiscard]] std::size_t find_in(std::string_view hay, std::size_t from = 0) const noexcept;

private:
    std::string text_;
    std::size_t first_ = 0;  // the place of the two bytes in the text
    std::size_t second_ = 0;
};

/// Returns the scalar after the closing quote of a key, in a line that was not checked; empty if there is none.
[[nodiscard]] std::string_view scalar_after(std::string_view line, std::size_t at);

/// Returns whether any scalar passes that follows a key, which is given with its quotes, in a line that was not
/// checked. `passes` is passed the place of the key, and an empty value if no scalar follows.
template <class Predicate>
[[nodiscard]] bool any_scalar(std::string_view line, needle const& key, Predicate passes) {
    std::size_t const size = key.text().size();
    for (std::size_t at = key.find_in(line); at != std::string_view::npos; at = key.find_in(line, at + size)) {
        if (passes(at, scalar_after(line, at + size))) return true;
    }
    return false;
}

}  // namespace viz::json
