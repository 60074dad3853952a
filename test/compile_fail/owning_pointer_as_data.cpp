// expect: logdefer: a pointer cannot be logged\. Write \*p
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <memory>

void record(logdefer::basic_log_defer<>& log, std::shared_ptr<int> const& p) {
#ifdef SHOULD_FAIL
    log.data("found", p);
#else
    log.data("found", *p);
#endif
}
