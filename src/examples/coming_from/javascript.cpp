// SPDX-License-Identifier: BSL-1.0

// JavaScript's log-defer, call by call.

#include "row.hpp"

#include <string>

void javascript_calls() {
    row("levels", [](auto& log, auto) {
        //[levels
        log.info("Info level logging");
        //]
    });
    row("timer_twice", [](auto& log, auto work) {
        //[timer_twice
        log.toggle_timer("db");
        work(30ms);
        log.toggle_timer("db");
        //]
    });
    row("timer_again", [](auto& log, auto work) {
        log.toggle_timer("db");
        work(10ms);
        log.toggle_timer("db");
        //[timer_again
        log.toggle_timer("db");
        work(10ms);
        log.toggle_timer("db");
        //]
    });
    row("data", [](auto& log, auto) {
        //[data
        log.data({{"bar", "baz"}});
        log.data({{"foo", "bar"}});
        //]
    });
    row("merged", [](auto& log, auto) {
        //[merged
        log.warn("with data", {{"bar", "baz"}, {"barbaz", "bazfoo"}});
        //]
    });
    row("separate", [](auto& log, auto) {
        //[separate
        log.warn("with data", {{"bar", "baz"}}, logdefer::fields{{"barbaz", "bazfoo"}});
        //]
    });
}

void javascript_ends() {
    auto sink = [](std::string_view) {};
    test_log log{sink};
    log.info("hi");
    //[finalize_log
    std::string output;
    auto const code = log.finish(output);
    //]
    if (!code) print_row("finalize_log", output);
}

int main() {
    javascript_calls();
    javascript_ends();
}
