// expect: levels of other libraries are other numbers\. Write \.verbosity = 40 for debug
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/settings/settings.hpp>

enum other_level { trace, debug, info };

logdefer::settings verbose() {
#ifdef SHOULD_FAIL
    return {.verbosity = debug};
#else
    return {.verbosity = 40};
#endif
}
