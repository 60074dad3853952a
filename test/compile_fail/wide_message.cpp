// expect: logdefer: a message must be UTF-8 text
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void log_it(logdefer::basic_log_defer<>& log) {
#ifdef SHOULD_FAIL
    log.info(L"wide");
#else
    log.info("item", L"wide");
#endif
}
