// SPDX-License-Identifier: BSL-1.0

// The older C++ class, call by call.

#include "row.hpp"

#include <string>
#include <utility>

void old_construction() {
    std::string record;
    {
        //[new
        logdefer::log_defer log{[&](std::string_view line) { record = line; }};
        //]
        log.data("called", true);
    }
    print_row("new", record);
}

void old_lines() {
    row("levels", [](auto& log, auto) {
        //[levels
        log.error("e");
        log.warn("w");
        log.info("i");
        log.debug("d");
        //]
    });
    row("add_log", [](auto& log, auto) {
        std::string const message = "n";
        //[add_log
        log.add_log(25, message);
        //]
    });
    row("pass_on", [](auto& log, auto) {
        log.info("x");
        //[pass_on
        auto moved = std::move(log);
        moved.info("y");
        //]
    });
}

int main() {
    old_construction();
    old_lines();
}
