// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Counts what a thread allocates.

#include <cstdint>

namespace bench {

/// Calls so far, on this thread, of the malloc family, `operator new` (which calls `malloc`) and `mmap`.
std::uint64_t allocations() noexcept;

}  // namespace bench
