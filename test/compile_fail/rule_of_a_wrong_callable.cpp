// expect: write a condition like logdefer::failed, or a callable bool\(record_view const&\) const
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

#include <chrono>

logdefer::rule long_ones() {
#ifdef SHOULD_FAIL
    logdefer::rule keep = [](std::chrono::nanoseconds t) { return t.count() > 1000; };
#else
    logdefer::rule keep = [](logdefer::record_view const& record) { return record.end().count() > 1000; };
#endif
    return keep;
}
