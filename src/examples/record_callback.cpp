// SPDX-License-Identifier: BSL-1.0

// A sink that is passed the record's structure: no text is made unless the sink makes some.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>

int main() {
    using namespace std::chrono_literals;
    logdefer::manual_clock clock;
    //[callback
    auto const report = [](logdefer::record_view const& record) {
        auto const errors = std::ranges::count_if(record.logs(), [](auto line) { return line.level() <= 10; });
        std::cout << errors << " errors in " << std::chrono::duration<double>(record.end()).count() << " s\n";
        for (auto const timer : record.timers()) {
            std::cout << timer.name().text() << ": " << (timer.end() - timer.start()) / 1ms << " ms\n";
        }
    };
    logdefer::basic_log_defer<logdefer::manual_clock> log{report, clock};
    //]
    {
        auto timer = log.timer("db");
        clock.advance(120ms);
        log.error("deadlock, tried again");
        clock.advance(80ms);
    }
    log.info("answered");
    clock.advance(50ms);
}
