// SPDX-License-Identifier: BSL-1.0

// Python's LogDefer, call by call.

#include "row.hpp"

#include <map>
#include <string>

//[uuid
struct uuid {
    std::string digits;
};

template <>
struct logdefer::encoder<uuid> {
    static void encode(uuid const& id, logdefer::value_writer& out) { out.write(id.digits); }
};
//]

void python_ends() {
    logdefer::manual_clock clock;
    auto sink = [](std::string_view) {};
    test_log log{sink, clock};
    log.info("hi");
    //[finalize_log
    std::string line;
    auto const code = log.finish(line);
    //]
    if (!code) print_row("finalize_log", line);
}

void python_data() {
    row("data", [](auto& log, auto) {
        //[data
        log.data({{"user", "jane"}, {"address", "192.0.2.1"}});
        //]
    });
    row("data_twice", [](auto& log, auto) {
        //[data_twice
        log.data({{"a", 1}, {"b", {{"x", 1}}}});
        log.data({{"b", {{"y", 2}}}});
        //]
    });
}

void python_timers() {
    row("timer", [](auto& log, auto work) {
        //[timer
        {
            auto t = log.timer("db");
            work(30ms);
        }
        //]
    });
    row("timer_nested", [](auto& log, auto work) {
        //[timer_nested
        {
            auto outer = log.timer("outer");
            auto inner = log.timer("inner");
            work(30ms);
        }
        //]
    });
    row("timer_calls", [](auto& log, auto work) {
        //[timer_calls
        log.toggle_timer("db");
        work(30ms);
        log.toggle_timer("db");
        //]
    });
}

void python_messages() {
    row("message", [](auto& log, auto) {
        //[message
        log.add_log(10, "peer timeout", {{"waited", 31}});
        //]
    });
    row("merged", [](auto& log, auto) {
        //[merged
        log.add_log(10, "peer timeout", {{"waited", 31}, {"attempt", 2}});
        //]
    });
    row("merged_maps", [](auto& log, auto) {
        std::map<std::string, int> const request{{"id", 7}, {"attempt", 1}};
        std::map<std::string, int> const retry{{"attempt", 2}};
        //[merged_maps
        auto all = retry;
        all.insert(request.begin(), request.end());
        log.add_log(10, "peer timeout", all);
        //]
    });
    row("list", [](auto& log, auto) {
        //[list
        log.add_log(10, "x", logdefer::list{1, 2});
        //]
    });
    row("object_as_message", [](auto& log, auto) {
        uuid const id{"6f1c"};
        //[object_as_message
        log.info(id.digits);
        //]
    });
    row("fallback", [](auto& log, auto) {
        //[fallback
        log.info("new session", {{"id", uuid{"6f1c"}}});
        //]
    });
}

void level_25_with_a_uuid() {
    uuid const id{"d37eb4fc-1c0c-41fa-beb0-9f96c9b9836e"};
    row("bare", [&](auto& log, auto) {
        //[bare
        log.add_log(25, "custom message", id);
        //]
    });
    row("documented", [&](auto& log, auto) {
        //[documented
        log.add_log(25, "custom message", {{"log_specific_data", id}});
        //]
    });
}

int main() {
    python_ends();
    python_data();
    python_timers();
    python_messages();
    level_25_with_a_uuid();
}
