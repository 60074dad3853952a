// expect: logdefer: this type cannot be logged\. Specialise logdefer::encoder<T>
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

struct opaque {
    int value;
};

void record(logdefer::basic_log_defer<>& log, opaque const& value) {
    log.info("a field", {{"value", value.value}});
#ifdef SHOULD_FAIL
    log.info("a field", {{"value", value}});
#endif
}
