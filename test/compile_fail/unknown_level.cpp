// expect: no member named .notice
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log) {
    log.info("a level of the set");
#ifdef SHOULD_FAIL
    log.notice("a level of another set");
#endif
}
