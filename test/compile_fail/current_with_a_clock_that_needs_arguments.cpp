// expect: logdefer: current\(\) returns a closed log if no log is current
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/coroutine.hpp>

struct clock_of_a_world : logdefer::system_clock {
#ifdef SHOULD_FAIL
    explicit clock_of_a_world(int world);
#endif
};

bool find() { return logdefer::current<logdefer::basic_log_defer<clock_of_a_world>>().is_open(); }
