// SPDX-License-Identifier: BSL-1.0
/// A shared library that logs, built against one version of logdefer.
#include "log_some.hpp"

#include <cstddef>

extern "C" {

[[gnu::visibility("default")]] void log_in_library(int lines, void (*take)(char const*, std::size_t)) {
    log_some(lines, take);
}

/// Releases the memory that the library keeps for this thread.
[[gnu::visibility("default")]] void forget() { logdefer::trim_memory(); }
}
