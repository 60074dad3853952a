// expect: pass a reference, or std::move\(log\), or log\.fork\(\)
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <utility>

void handle(logdefer::basic_log_defer<> log);

void record(logdefer::basic_log_defer<>& log) {
#ifdef SHOULD_FAIL
    handle(log);
#else
    handle(std::move(log));
#endif
}
