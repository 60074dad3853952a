// expect: logdefer: these braces are no value\.
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/log_ref.hpp>

void record(logdefer::log_ref log, int id) {
#ifdef SHOULD_FAIL
    log.data({"id", id});
#else
    log.data({{"id", id}});
#endif
}
