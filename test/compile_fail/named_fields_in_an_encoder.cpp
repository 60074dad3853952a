// expect: logdefer: fields and lists refer to values that may not exist after the call
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

struct order {
    int id;
};

void encode(order const& o, logdefer::value_writer& out) {
#ifdef SHOULD_FAIL
    logdefer::fields set{{"id", o.id}};
    out.write(set);
#else
    out.write(logdefer::fields{{"id", o.id}});
#endif
}
