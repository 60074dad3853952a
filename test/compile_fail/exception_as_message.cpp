// expect: logdefer: an exception is not a message\. Write log\.exception\(e\), or e\.what\(\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <exception>

void record(logdefer::basic_log_defer<>& log, std::exception const& e) {
#ifdef SHOULD_FAIL
    log.error(e);
#else
    log.exception(e);
    log.error(e.what());
    log.error("rejected", e);
#endif
}
