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

}  // namespace viz::json
