// SPDX-License-Identifier: BSL-1.0

// T2: measures the cost of one line for the code that logs it, with 64 lines in a transaction that is not rendered.

#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>
#include <logdefer/log_ref.hpp>

namespace bench {
namespace {

constexpr int lines = 64;

template <class Clock>
struct copied_line {
    static void record(logdefer::basic_log_defer<Clock>& log) noexcept {
        log.info("a message of forty characters, no more.");
    }
};

template <class Clock>
struct line_by_reference {
    static void record(logdefer::log_ref log) noexcept { log.info("a message of forty characters, no more."); }
};

template <class Line, class Clock>
void record_lines(keeping_sink& sink) noexcept {
    logdefer::basic_log_defer<Clock> log{sink};
    for (int i = 0; i < lines; ++i) Line::record(log);
    log.cancel();
}

template <class Line, class Clock>
void time_line(benchmark::State& state) {
    keeping_sink sink;
    logdefer::trim_memory();  // a pool that other benchmarks have filled may not keep what this one gives back
    record_lines<Line, Clock>(sink);
    allocation_counter const counter{state};
    while (state.KeepRunningBatch(lines)) record_lines<Line, Clock>(sink);
}

template <template <class> class Line, class Clock>
bool add_line(char const* name) {
    add_check(name, [] {
        keeping_sink sink;
        record_lines<Line<Clock>, Clock>(sink);
        auto const before = allocations();
        record_lines<Line<Clock>, Clock>(sink);
        require(allocations() == before, "allocates in its steady state");
    });
    benchmark::RegisterBenchmark(name, time_line<Line<Clock>, Clock>);
    return true;
}

bool const programs = add_line<copied_line, logdefer::system_clock>("T2/logdefer")
                      && add_line<copied_line, logdefer::tsc_clock>("T2/logdefer_tsc")
                      && add_line<line_by_reference, logdefer::system_clock>("T2/log_ref");

}  // namespace
}  // namespace bench
