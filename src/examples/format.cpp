// SPDX-License-Identifier: BSL-1.0

// The records of `docs/format.md`.

#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <limits>
#include <string_view>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// One sample: its name, then its record.
template <class Body>
void sample(std::string_view name, Body body) {
    std::cout << "== " << name << '\n';
    logdefer::manual_clock clock;
    log_type log{std::cout, clock};
    body(log, clock);
}

void whole() {
    sample("whole", [](auto& log, auto& clock) {
        //[whole
        log.data({{"user", "jane"}, {"status", 200}});
        clock.advance(158us);
        log.info("hello");
        auto db = log.timer("db");
        clock.advance(100ms);
        log.error("peer timeout", {{"waited", 30.5}, {"attempt", 2}});
        db.stop();
        clock.advance(2ms);
        //]
    });
    sample("empty", [](auto&, auto&) {});
    std::cout << "== nanoseconds\n";
    //[nanoseconds
    logdefer::json_serializer nine{logdefer::time_precision::nanoseconds};
    logdefer::manual_clock clock;
    logdefer::basic_log_defer<logdefer::manual_clock> log{std::cout, {}, clock, nine};
    clock.advance(1234ns);
    log.info("hello");
    //]
}

void values() {
    sample("numbers", [](auto& log, auto&) {
        //[numbers
        log["doubles"] = logdefer::list{200.5, 0.1, 1e-7, 1e300, 1.0, -0.0};
        log["none"] = std::numeric_limits<double>::quiet_NaN();
        log["integers"] = logdefer::list{9007199254740993, 18446744073709551615U, std::numeric_limits<long>::min()};
        //]
    });
    sample("strings", [](auto& log, auto&) {
        //[strings
        log.info("two\nlines, a \"quote\", a bell \a, and \xff\xfe, which is no UTF-8");
        //]
    });
    sample("keys", [](auto& log, auto&) {
        //[keys
        log.data({{"a", 1}, {"b", 2}});
        log.data("a", 3);
        log.info("line", {{"k", 1}, {"l", {{"x\xff", 2}, {"x\xfe", 3}}}, {"k", 4}});
        //]
    });
}

void times() {
    sample("still_clock", [](auto& log, auto&) {
        //[still_clock
        log.timer("takes no time").stop();
        //]
    });
    sample("clock_back", [](auto& log, auto& clock) {
        //[clock_back
        clock.adjust_wall(-1h);  // NTP: of no effect
        clock.advance(10ms);
        log.info("first");
        clock.advance(-5ms);  // a monotonic clock that is none
        log.info("second");
        //]
    });
}

void extras() {
    sample("dropped", [](auto& log, auto&) {
        //[dropped
        log.info([]() -> std::string_view { throw 1; });
        log.outcome(logdefer::outcome::cancelled);
        //]
    });
}

void merging() {
    sample("merging", [](auto& log, auto& clock) {
        clock.advance(20ms);
        log.info("own");
        log.data({{"a", 1}, {"b", {{"x", 1}}}});
        std::string_view const line =
            //[merged_line
            R"({"start":1700000000.01,"end":0.05,"data":{"b":{"y":2}},"logs":[[0.005,20,"theirs"]],"timers":[["t",0,0.05]]})"
            //]
            ;
        logdefer::record other;
        if (logdefer::read_record(line, other)) log.merge(other);
    });
}

void reading() {
    sample("reading", [](auto& log, auto&) {
        std::string_view const line =
            R"(app.log:{"logs":[[1e-3,"20","text level"]],"timers":{"old":[0,2.5E-3]},"end":0.01,"start":1.7e9,"x":[1]})";
        logdefer::record other;
        if (logdefer::read_record(line, other)) log.merge(other);
    });
}

int main() {
    whole();
    values();
    times();
    extras();
    merging();
    reading();
}
