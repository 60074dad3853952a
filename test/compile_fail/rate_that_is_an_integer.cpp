// expect: a rate is a fraction, and 1/100 is the integer 0\. Write sample\(0\.01\)
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/rules.hpp>

logdefer::rule one_percent() {
#ifdef SHOULD_FAIL
    return logdefer::sample(1 / 100);
#else
    return logdefer::sample(0.01);
#endif
}
