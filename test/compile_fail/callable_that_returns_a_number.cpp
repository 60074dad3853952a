// expect: logdefer: a message must be text, or a callable
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <tuple>

void record(logdefer::basic_log_defer<>& log, int id) {
#ifdef SHOULD_FAIL
    log.info([&] { return id; });
#else
    log.info([&] { return std::tuple{"logged in", id}; });
#endif
}
