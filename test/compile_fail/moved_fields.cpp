// expect: will be destroyed at the end of the full-expression
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <utility>

void log_it(logdefer::basic_log_defer<>& log, int id) {
#ifdef SHOULD_FAIL
    auto set = logdefer::fields{{"id", id}};
    log.info("x", std::move(set));
#else
    log.info("x", {{"id", id}});
#endif
}
