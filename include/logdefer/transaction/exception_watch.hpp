// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Determines whether a log ends because of an exception.

#include <logdefer/base/arithmetic.hpp>
#include <logdefer/base/config.hpp>
#include <logdefer/records/record.hpp>

#include <exception>

#include <pthread.h>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Compares the exceptions in flight at the end of a log with those in flight when it came to its thread: an exception
/// that was thrown in between ends it.
class exception_watch {
public:
    /// Notes that the log is on this thread now, and that the exceptions which are in flight here are not its own.
    void arrive() noexcept {
        int const in_flight = std::uncaught_exceptions();
        in_flight_ = is_on_its_thread() ? smaller(in_flight_, in_flight) : in_flight;
        thread_ = ::pthread_self();
    }

    /// Notes whether an exception came out of the last wait of the log's fiber: that is how a fiber is dropped.
    void set_wait_unwound(bool unwound) noexcept { wait_unwound_ = unwound; }

    /// Returns the outcome that an exception in flight implies; `ok` without one, and on another thread, where its
    /// origin cannot be determined.
    [[nodiscard]] outcome implied_outcome() const noexcept {
        int const in_flight = std::uncaught_exceptions();
        if (in_flight == 0) return outcome::ok;
        if (wait_unwound_) return outcome::abandoned;
        return in_flight > in_flight_ && is_on_its_thread() ? outcome::exception : outcome::ok;
    }

private:
    [[nodiscard]] bool is_on_its_thread() const noexcept { return ::pthread_equal(thread_, ::pthread_self()) != 0; }

    int in_flight_ = 0;
    bool wait_unwound_ = false;
    ::pthread_t thread_{};
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
