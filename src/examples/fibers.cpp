// SPDX-License-Identifier: BSL-1.0

// Fibers of Boost.Context that take turns on one thread, each with a current log.

#include <logdefer/coroutine.hpp>
#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <boost/context/fiber.hpp>

#include <iostream>
#include <utility>

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

//[switch
/// Goes to the other fiber, and returns what came back from there.
boost::context::fiber switch_to(boost::context::fiber other) {
    logdefer::context_suspension const away;
    return std::move(other).resume();
}
//]

//[fiber
void work() { logdefer::current<log_type>().info("working"); }

boost::context::fiber make_request(int id) {
    return boost::context::fiber{[id](boost::context::fiber&& scheduler) {
        log_type log{std::cout};
        logdefer::log_context context{log};
        context.run([&] {
            log.data("id", id);
            work();
            scheduler = switch_to(std::move(scheduler));  // until its answer is there
            work();
        });
        return std::move(scheduler);
    }};
}
//]

int main() {
    //[schedule
    boost::context::fiber one = make_request(1);
    boost::context::fiber two = make_request(2);
    while (one || two) {
        if (one) one = switch_to(std::move(one));
        if (two) two = switch_to(std::move(two));
    }
    //]
}
