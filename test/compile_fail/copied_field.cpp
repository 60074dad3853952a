// expect: use of deleted function|call to (implicitly-)?deleted (copy )?constructor
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void log_it(logdefer::basic_log_defer<>& log, int id) {
#ifdef SHOULD_FAIL
    logdefer::field const one{"id", id};
    log.info("x", {one});
#else
    log.info("x", {{"id", id}});
#endif
}
