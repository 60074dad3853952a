// expect: (satisfaction of|does not satisfy) .awaiter
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

#include <coroutine>

auto measure(logdefer::basic_log_defer<>& log) {
#ifdef SHOULD_FAIL
    return logdefer::timed(log, "answer", 42);
#else
    static std::suspend_never done;
    return logdefer::timed(log, "answer", done);
#endif
}
