// expect: logdefer: these braces are no value\.
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <string>

void record(logdefer::basic_log_defer<>& log, std::string const& who, int id) {
#ifdef SHOULD_FAIL
    log.info("logged in", {"user", who}, {"id", id});
#else
    log.info("logged in", {{"user", who}, {"id", id}});
#endif
}
