// expect: (use of|call to) .*deleted
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <utility>

void record(logdefer::basic_log_defer<>& log) {
    auto timer = log.timer("database");
    auto const moved = std::move(timer);
#ifdef SHOULD_FAIL
    auto const copy = moved;
#endif
}
