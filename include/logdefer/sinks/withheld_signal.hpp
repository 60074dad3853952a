// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Suppresses the signals that failed writes send: SIGPIPE and SIGXFSZ end the program by default.

#include <logdefer/base/config.hpp>

#include <cerrno>
#include <csignal>
#include <ctime>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// Blocks a signal in this thread, to which the system sends it, from construction to destruction.
class withheld_signal {
public:
    explicit withheld_signal(int signal) noexcept {
        ::sigemptyset(&withheld_);
        ::sigaddset(&withheld_, signal);
        ::pthread_sigmask(SIG_BLOCK, &withheld_, &before_);
        if (::sigismember(&before_, signal) == 1) {  // a signal that was not blocked cannot have been pending
            ::sigset_t pending;
            ::sigpending(&pending);
            was_pending_ = ::sigismember(&pending, signal) == 1;
        }
    }
    withheld_signal(withheld_signal&&) = delete;
    ~withheld_signal() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

    /// Removes the signal that a failed call has sent; one that was pending before remains. Keeps `errno`.
    void discard() const noexcept {
        if (was_pending_) return;
        int const kept = errno;
        ::timespec const at_once{};
        while (::sigtimedwait(&withheld_, nullptr, &at_once) < 0 && errno == EINTR) {
        }
        errno = kept;
    }

private:
    ::sigset_t withheld_;
    ::sigset_t before_;
    bool was_pending_ = false;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail
