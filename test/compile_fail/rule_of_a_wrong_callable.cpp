// expect: write a condition like logdefer::failed, or a callable bool\(record_view const&\) const
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

#include <chrono>

logdefer::rule is_long() {
#ifdef SHOULD_FAIL
    return logdefer::failed || [](std::chrono::nanoseconds t) { return t.count() > 1000; };
#else
    return logdefer::failed || [](logdefer::record_view const& record) { return record.end().count() > 1000; };
#endif
}
