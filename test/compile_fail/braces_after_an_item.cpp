// expect: logdefer: these braces are no value\.
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log, int id) {
#ifdef SHOULD_FAIL
    log.info("logged in", id, {{"admin", true}});
#else
    log.info("logged in", id, logdefer::fields{{"admin", true}});
#endif
}
