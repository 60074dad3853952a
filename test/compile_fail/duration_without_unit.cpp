// expect: a duration has a unit\. Write slower_than\(300ms\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

#include <chrono>

using namespace std::chrono_literals;

logdefer::rule slow() {
#ifdef SHOULD_FAIL
    return logdefer::slower_than(300);
#else
    return logdefer::slower_than(300ms);
#endif
}
