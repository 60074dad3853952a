// expect: other libraries' levels are other numbers\. Write the number: 40 for debug
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
