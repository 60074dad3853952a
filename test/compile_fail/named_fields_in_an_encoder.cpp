// expect: logdefer: fields and lists refer to values that may not exist after the call
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

struct order {
    int id;
};

template <>
struct logdefer::encoder<order> {
    static void encode(order const& o, value_writer& out) {
#ifdef SHOULD_FAIL
        fields set{{ "id", o.id }};
        out.write(set);
#else
        out.write(fields{{"id", o.id}});
#endif
    }
};

void log_it(logdefer::basic_log_defer<>& log, order const& o) { log.info("x", o); }
