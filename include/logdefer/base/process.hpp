// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Which process this is, as far as a copy of its memory has to know: fork(2) makes one.

#include <logdefer/base/config.hpp>

#include <array>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// What each of a few children in a line leaves behind, so that it is reachable and none passes for a leak.
template <class T>
using left_behind = std::array<T*, 8>;

template <class T>
void leave_behind(left_behind<T>& places, T* left) noexcept {
    for (T*& place : places) {
        if (place == nullptr) {
            place = left;
            return;
        }
    }
}

/// @par Thread safety  any thread
class process {
public:
    /// A number that differs between a process and its children by fork(2), who take its memory over. Nobody asks the
    /// system. Whoever remembers a number also remembers where it was read: a shared library that was loaded without
    /// sight of the program's symbols has a number of its own.
    [[nodiscard]] static unsigned const& generation() noexcept { return generation_; }

private:
    static inline constinit unsigned generation_ = 0;  // only changed while the process has one thread
    static inline bool const watched_ =
        ::pthread_atfork(nullptr, nullptr, [] { ++generation_; }) == 0;  // false: no memory, at the program's start
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
