// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Protects a call of a sink from other threads, from a recursive call, and from the cancellation of its thread.

#include <logdefer/base/config.hpp>
#include <logdefer/sinks/process_mutex.hpp>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Disables the cancellation of the thread from construction to destruction: `write`, `close` and others are
/// cancellation points, and cancellation in a `noexcept` function terminates the program.
class uncancellable {
public:
    uncancellable() noexcept { ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
    uncancellable(uncancellable&&) = delete;
    ~uncancellable() { ::pthread_setcancelstate(before_, nullptr); }

private:
    int before_ = PTHREAD_CANCEL_ENABLE;
};

/// One call of a sink: holds the mutex, and disables cancellation.
class [[nodiscard]] sink_call {
public:
    explicit sink_call(process_mutex& mutex) noexcept : mutex_(mutex), locked_(mutex.lock()) {}
    sink_call(sink_call&&) = delete;
    ~sink_call() {
        if (locked_) mutex_.unlock();
    }

    /// Returns whether the call may proceed; false in a signal handler that interrupted another call on this thread.
    explicit operator bool() const noexcept { return locked_; }

private:
    uncancellable const not_cancelled_;
    process_mutex& mutex_;
    bool const locked_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
