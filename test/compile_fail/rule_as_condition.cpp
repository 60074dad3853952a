// expect: a rule is neither true nor false\. Write !rule\.empty\(\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

bool is_set(logdefer::rule const& keep) {
#ifdef SHOULD_FAIL
    if (keep) return true;
#else
    if (!keep.empty()) return true;
#endif
    return false;
}
