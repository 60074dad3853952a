// expect: a sink takes a std::string_view
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <string_view>

struct takes_text {
    void operator()(std::string_view text);
};
struct takes_nothing {
    void operator()();
};

void record(takes_text& good, [[maybe_unused]] takes_nothing& bad) {
    logdefer::basic_log_defer<> const log{good};
#ifdef SHOULD_FAIL
    logdefer::basic_log_defer<> const deaf{bad};
#endif
}
