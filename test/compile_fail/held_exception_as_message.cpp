// expect: logdefer: an exception is not a message\. Write log\.exception\(e\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <exception>

void record(logdefer::basic_log_defer<>& log, std::exception_ptr const& held) {
#ifdef SHOULD_FAIL
    log.error(held);
#else
    log.exception(held);
#endif
}
