// expect: (satisfaction of|does not satisfy) .serializer
// reported: here
// errors: several
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

struct returns_nothing {
    void append(logdefer::record_view const& record, logdefer::output_buffer& out);
};

#ifdef SHOULD_FAIL
using broken = logdefer::basic_log_defer<logdefer::system_clock, returns_nothing>;
#endif
