// expect: (convert|conversion).*text
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log) {
    log.data("5", true);
#ifdef SHOULD_FAIL
    log.data(5, true);
#endif
}
