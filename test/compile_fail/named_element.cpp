// expect: logdefer: fields and lists refer to values that may not exist after the call
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <string>

void log_it(logdefer::basic_log_defer<>& log, std::string const& text) {
#ifdef SHOULD_FAIL
    logdefer::element const value = text;
    log.info("x", value);
#else
    log.info("x", text);
#endif
}
