// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Lines that are long, or seem to be, because of what is between them.

#include <cstddef>
#include <span>

namespace viz {

/// Changes a part of a line that has no line feed, and returns how many of its bytes are left. Of a hole, as a program
/// leaves it when its log was truncated by another, one NUL is left: a hole may be longer than any line. Where lines
/// end with carriage returns, they get line feeds; a last byte is not changed, since its line feed may follow.
[[nodiscard]] std::size_t mend_line(std::span<char> part);

}  // namespace viz
