// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Counts the allocations of this program and makes chosen ones fail.
///
/// `allocations.cpp` replaces `operator new`, the malloc family and `mmap` for the whole program.

#include <cstddef>
#include <limits>

namespace faults {

inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

/// Which allocations fail, counted from the start of the plan: `count` of them from `first`.
struct plan {
    std::size_t first = never;
    std::size_t count = 1;
};

/// While it lives, allocations of this thread are counted, and fail as planned.
class armed {
public:
    explicit armed(plan p = {}) noexcept;
    armed(armed&&) = delete;
    ~armed();

    /// Returns how many allocations were attempted, including failed ones.
    [[nodiscard]] std::size_t seen() const noexcept;
};

/// Returns the number of blocks of the whole program that are allocated and not yet freed.
std::size_t live_blocks() noexcept;

}  // namespace faults
