// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What loggers that write line by line make of the standard transaction: 18 lines.

#include <chrono>
#include <cstdint>
#include <string_view>

namespace bench {

/// Such a logger reads its own clock for each line; only what a timer tells is measured by the program.
template <class Clock>
class stopwatch {
public:
    [[nodiscard]] double seconds() const noexcept {
        return std::chrono::duration<double>(Clock::elapsed(Clock::ticks() - start_)).count();
    }

private:
    std::int64_t start_ = Clock::ticks();
};

/// Throws unless `text` is the 18 lines that tell the standard transaction, each `<stamp> <level> <payload>`: a timer
/// takes one step of the stepping clock, and no stamp is before the last.
void require_lines(std::string_view text);

}  // namespace bench
