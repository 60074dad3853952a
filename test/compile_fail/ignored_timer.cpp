// expect: (nodiscard|ignoring return value)
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log) {
    auto const timer = log.timer("database");
#ifdef SHOULD_FAIL
    log.timer("render");
#endif
}
