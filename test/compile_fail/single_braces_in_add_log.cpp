// expect: logdefer: these braces are no value\.
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/log_ref.hpp>

void record(logdefer::log_ref log, int level, int id) {
#ifdef SHOULD_FAIL
    log.add_log(level, "logged in", {"id", id});
#else
    log.add_log(level, "logged in", {{"id", id}});
#endif
}
