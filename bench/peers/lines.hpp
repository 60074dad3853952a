// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The standard transaction as 18 lines, for loggers that write line by line.

#include <chrono>
#include <cstdint>
#include <string_view>

namespace bench {

/// Such a logger reads its own clock for each line; the program measures only the timers.
template <class Clock>
class stopwatch {
public:
    [[nodiscard]] double seconds() const noexcept {
        return std::chrono::duration<double>(Clock::elapsed(Clock::ticks() - start_)).count();
    }

private:
    std::int64_t start_ = Clock::ticks();
};

/// Throws unless `text` consists of the 18 lines of the standard transaction, each `<stamp> <level> <payload>`: a timer
/// takes one step of the stepping clock, and stamps never decrease.
void require_lines(std::string_view text);

}  // namespace bench
