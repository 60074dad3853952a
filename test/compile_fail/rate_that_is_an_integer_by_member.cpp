// expect: a rate is a fraction, and 1/100 is the integer 0\. Write sample_by\("user", 0\.01\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

logdefer::rule one_percent() {
#ifdef SHOULD_FAIL
    return logdefer::sample_by("user", 1 / 100);
#else
    return logdefer::sample_by("user", 0.01);
#endif
}
