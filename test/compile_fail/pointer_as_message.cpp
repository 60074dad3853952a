// expect: logdefer: a pointer is not a message\. Write \*p
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <string>

void record(logdefer::basic_log_defer<>& log, std::string const* p) {
#ifdef SHOULD_FAIL
    log.info(p);
#else
    log.info(*p);
#endif
}
