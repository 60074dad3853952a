// expect: logdefer: this type cannot be logged\. Specialise logdefer::encoder<T>
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

struct opaque {
    int value;
};

void record(logdefer::basic_log_defer<>& log, opaque const& item) {
    log.info("an item", item.value);
#ifdef SHOULD_FAIL
    log.info("an item", item);
#endif
}
