// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Counts the allocations of a thread.

#include <cstdint>

namespace bench {

/// Returns the number of calls so far, on this thread, of the malloc family, `operator new` (which calls `malloc`) and
/// `mmap`.
std::uint64_t allocations() noexcept;

}  // namespace bench
