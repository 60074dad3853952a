// SPDX-License-Identifier: BSL-1.0
//[quickstart
#include <logdefer/logdefer.hpp>

#include <iostream>

int main() {
    logdefer::log_defer log{std::cout};                          // one log for one transaction
    log.data("user", "jane");                                    // what it is about
    auto query = log.timer("db");                                // how long it takes
    log.info("cache miss", {{"key", "user:42"}, {"shard", 7}});  // what happens
    query.stop();
    log["status"] = 200;
}  // one line of JSON is written here
//]
