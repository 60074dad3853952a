// expect: logdefer: a pointer cannot be logged\. Write \*p
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log, int const* p) {
#ifdef SHOULD_FAIL
    log.info("found", p);
#else
    log.info("found", *p);
#endif
}
