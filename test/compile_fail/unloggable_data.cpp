// expect: logdefer: this type cannot be logged\. Specialise logdefer::encoder<T>
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <vector>

struct opaque {
    int value;
};

void record(logdefer::basic_log_defer<>& log, std::vector<opaque> const& values) {
    log.data("count", values.size());
#ifdef SHOULD_FAIL
    log.data("values", values);
#endif
}
