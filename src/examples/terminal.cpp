// SPDX-License-Identifier: BSL-1.0

// A record in a form for users.

#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <iostream>

int main() {
    using namespace std::chrono_literals;
    logdefer::manual_clock clock;
    //[terminal
    logdefer::basic_log_defer<logdefer::manual_clock, logdefer::text_serializer> log{std::cout, clock};
    //]
    log.data({{"user", "jane"}, {"status", 200}});
    {
        auto timer = log.timer("db");
        clock.advance(100ms);
        log.error("peer timeout", {{"waited", 30.5}, {"attempt", 2}});
    }
    {
        auto timer = log.timer("render");
        clock.advance(80ms);
    }
    log.info("done");
    clock.advance(20ms);
}
