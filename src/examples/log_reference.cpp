// SPDX-License-Identifier: BSL-1.0

// A function that takes a log of any type, and is not a template.

#include <logdefer/log_ref.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>

using namespace std::chrono_literals;

//[function
int load(logdefer::log_ref log, int shard) {  // may be defined in a .cpp file
    auto const timer = log.timer("load");
    log.data("shard", shard);
    log.info("cache miss", {{"key", "user:42"}});
    return shard;
}
//]

int main() {
    //[test
    logdefer::manual_clock const clock{1'700'000'000s};
    logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout, clock};
    clock.advance(2ms);
    load(log, 7);
    //]
}
