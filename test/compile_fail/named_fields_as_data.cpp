// expect: logdefer: fields and lists refer to values that may not exist after the call
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

void log_it(logdefer::basic_log_defer<>& log, int id) {
#ifdef SHOULD_FAIL
    auto set = logdefer::fields{{"id", id}};
    log.data(set);
#else
    log.data({{"id", id}});
#endif
}
