// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Makes lines of the elements of an array that is on one line.

#include <cstddef>
#include <span>
#include <string_view>

namespace viz {

/// Follows an array of objects, part by part, and replaces each comma between two elements by a line feed. Stops at the
/// end of the array or of its line.
class array_splitter {
public:
    /// Begins with the first part of a line. Does nothing if the line does not begin with an array of objects, or
    /// within an array that is being split.
    void begin(std::span<char> line);

    /// Continues with the next part of the line, if it has such an array.
    void go_on(std::span<char> part) noexcept;

private:
    std::size_t depth_ = 0;  // of the brackets that are open; 0 if no array is split
    bool in_string_ = false;
    bool escaped_ = false;  // the last byte was a backslash that escapes the next one
};

}  // namespace viz
