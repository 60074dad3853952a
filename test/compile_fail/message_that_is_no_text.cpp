// expect: logdefer: a message must be text, or a callable
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log, int number) {
#ifdef SHOULD_FAIL
    log.info(number);
#else
    log.info("a number", number);
#endif
}
