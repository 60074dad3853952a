// SPDX-License-Identifier: BSL-1.0

// The core of the library, without Boost.

//[without_boost
#include <logdefer/basic_log_defer.hpp>
#include <logdefer/clocks/manual_clock.hpp>

#include <chrono>
#include <iostream>
#include <map>
#include <string>

int main() {
    logdefer::manual_clock const clock;
    logdefer::basic_log_defer<logdefer::manual_clock, logdefer::json_serializer> log{std::cout, clock};
    auto query = log.timer("db");
    clock.advance(std::chrono::milliseconds{2});
    query.stop();
    log.info("neither headers nor a library", {{"sizes", std::map<std::string, int>{{"pen", 7}, {"ink", 2}}}});
}
//]
