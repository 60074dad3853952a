// expect: (satisfaction of|does not satisfy) .*deferred_log
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

#include <coroutine>

#ifdef SHOULD_FAIL
using log_type = int;
#else
using log_type = logdefer::basic_log_defer<>;
#endif

auto measure(log_type& log, std::suspend_never& done) { return logdefer::timed(log, "answer", done); }
