// expect: (use of|call to) .*deleted
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <utility>

void record(logdefer::basic_log_defer<>& log) {
    logdefer::basic_log_defer<> moved{std::move(log)};
#ifdef SHOULD_FAIL
    logdefer::basic_log_defer<> const copy{moved};
#endif
}
