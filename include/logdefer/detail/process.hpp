// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Which process this is, as far as a copy of its memory has to know: fork(2) makes one.

#include <logdefer/detail/config.hpp>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// @par Thread safety  any thread
class process {
public:
    /// Differs between a process and its children by fork(2), who take its memory over. A load: nobody asks the system.
    [[nodiscard]] static unsigned generation() noexcept { return generation_; }

private:
    // A process has one, however many shared libraries include this. Only changed while the process has one thread.
    [[gnu::visibility("default")]] static inline constinit unsigned generation_ = 0;
    [[gnu::visibility("default")]] static inline bool const watched_ =
        ::pthread_atfork(nullptr, nullptr, [] { ++generation_; }) == 0;  // false: no memory, at the program's start
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
