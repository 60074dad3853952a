// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Finds where an object ends that other text follows, or that has several lines.

#include <cstddef>
#include <string_view>

namespace viz::json {

/// Follows the brackets and quotes of one object, line by line. Accepts more than JSON: an object that it finds may
/// still be invalid.
class object_scanner {
public:
    enum class outcome {
        complete,
        incomplete,  ///< the line ends between two tokens, so the object may continue on the next line
        broken,      ///< this cannot be JSON, or the line ends within a string, as if it was cut
    };

    /// Begins an object: `at` is the place of its brace.
    [[nodiscard]] outcome begin(std::string_view line, std::size_t& at);

    /// Continues with a further line. Sets `at` to the place after the object if it is complete.
    [[nodiscard]] outcome go_on(std::string_view line, std::size_t& at);

private:
    [[nodiscard]] bool may_follow(char c) const noexcept;
    void take(char c) noexcept;

    std::size_t depth_ = 0;
    char last_ = ':';  // the first byte of the last token; the object itself is like a value
};

}  // namespace viz::json
