// expect: logdefer: a message must be UTF-8 text
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <string>

void record(logdefer::basic_log_defer<>& log, std::wstring const& wide) {
#ifdef SHOULD_FAIL
    log.info(wide);
#else
    log.info("logged in", wide);
#endif
}
