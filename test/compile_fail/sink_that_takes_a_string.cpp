// expect: a sink takes a std::string_view
// reported: here
// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include <iostream>
#include <string>
#include <string_view>

void record() {
#ifdef SHOULD_FAIL
    logdefer::basic_log_defer<> log{[](std::string const& line) { std::cout << line; }};
#else
    logdefer::basic_log_defer<> log{[](std::string_view line) { std::cout << line; }};
#endif
    log.info("logged in");
}
