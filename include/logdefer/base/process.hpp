// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Distinguishes a process from its children by fork(2), which begin with a copy of its memory.

#include <logdefer/base/config.hpp>

#include <array>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Objects that are abandoned by successive generations of child processes. They stay reachable, so that they are not
/// reported as leaks.
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
    /// Returns a number that differs between a process and its children by fork(2), without a system call. Code that
    /// stores the number must also store its address: a shared library that was loaded so that it cannot see the
    /// program's symbols has a number of its own.
    [[nodiscard]] static unsigned const& generation() noexcept { return generation_; }

private:
    static inline constinit unsigned generation_ = 0;  // only changed while the process has one thread
    static inline bool const watched_ =
        ::pthread_atfork(nullptr, nullptr, [] { ++generation_; }) == 0;  // false: no memory, at the program's start
};

/// The process to which an object belongs: the one that made it, until a child adopts its copy.
class owning_process {
public:
    /// Returns whether the object belongs to a parent of the calling process, which has a copy made by fork(2).
    [[nodiscard]] bool is_another() const noexcept { return generation_ != *current_; }

    /// Makes the object belong to the calling process.
    void adopt() noexcept { generation_ = *current_; }

private:
    unsigned const* current_ = &process::generation();
    unsigned generation_ = *current_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
