// SPDX-License-Identifier: BSL-1.0

// Records that become parts of other records: from a part of the work, or from another process.

#include <logdefer/logdefer.hpp>
#include <logdefer/reader/json_reader.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <iostream>
#include <string_view>

using namespace std::chrono_literals;
using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

//[part
logdefer::record resize(logdefer::manual_clock const& clock) {
    log_type log{std::cout, clock};  // the sink stays unused: the record is taken instead
    auto work = log.timer("resize");
    clock.advance(30ms);
    log.warn("no colour profile");
    log.data("image", {{"width", 640}});
    work.stop();
    logdefer::record part;
    (void)log.finish(part);
    return part;
}
//]

void merge_a_part() {
    std::cout << "== part\n";
    logdefer::manual_clock clock;
    //[merge
    log_type log{std::cout, clock};
    log.data("image", {{"name", "cat.png"}});
    clock.advance(10ms);
    logdefer::record const part = resize(clock);
    log.info("resized");
    log.merge(part, logdefer::merge_data::deep);
    //]
}

void merge_a_line() {
    std::cout << "== line\n";
    logdefer::manual_clock clock;
    //[read
    log_type log{std::cout, clock};
    log.info("asking the worker");
    std::string_view const answer = R"({"start":1700000000.010,"end":0.02,"logs":[[0.005,30,"worker: done"]]})";
    (void)logdefer::merge_record(log, answer);
    //]
}

void merge_a_broken_line() {
    std::cout << "== broken\n";
    logdefer::manual_clock clock;
    //[broken
    log_type log{std::cout, clock};
    std::string_view const answer = R"({"start":1700000000.010,"end":0.02,"logs":[[0.005,30,"wor)";
    logdefer::read_result const merged = logdefer::merge_record(log, answer);
    if (!merged) log.warn("what the worker says is cut off", {{"why", merged.code.message()}, {"at", merged.position}});
    //]
}

int main() {
    merge_a_part();
    merge_a_line();
    merge_a_broken_line();
}
