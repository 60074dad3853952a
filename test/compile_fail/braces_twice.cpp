// expect: logdefer: these braces are no value\.
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void record(logdefer::basic_log_defer<>& log, int id) {
#ifdef SHOULD_FAIL
    log.add_log(30, "logged in", {{"id", id}}, {{"admin", true}});
#else
    log.add_log(30, "logged in", {{"id", id}}, logdefer::fields{{"admin", true}});
#endif
}
