// SPDX-License-Identifier: BSL-1.0

// Measures how long the caller of one line waits, usually and at worst, and the cost of a whole transaction for a
// program that has filled the caches with its own data meanwhile.

#include "floor.hpp"
#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace bench {
namespace {

using logdefer::system_clock;
using logdefer::tsc_clock;

/// Reports percentiles in nanoseconds.
void report(benchmark::State& state, std::vector<std::int64_t>& ticks) {
    std::sort(ticks.begin(), ticks.end());
    auto const at = [&](double part) {
        auto const i = static_cast<std::size_t>(part * static_cast<double>(ticks.size() - 1));
        return static_cast<double>(tsc_clock::elapsed(ticks[i]).count());
    };
    state.counters["p50"] = at(0.5);
    state.counters["p99"] = at(0.99);
    state.counters["p99.9"] = at(0.999);
    state.counters["max"] = at(1);
}

/// Measures each call by itself, in transactions of 64 lines; the clock reads around a call are included.
template <class Clock>
void time_calls(benchmark::State& state) {
    constexpr int lines = 64;
    keeping_sink sink;
    std::vector<std::int64_t> ticks;
    ticks.reserve(static_cast<std::size_t>(state.max_iterations));
    while (state.KeepRunningBatch(lines)) {
        logdefer::basic_log_defer<Clock> log{sink};
        for (int i = 0; i < lines; ++i) {
            auto const before = tsc_clock::ticks();
            log.info("a message of forty characters, no more.");
            ticks.push_back(tsc_clock::ticks() - before);
        }
    }
    report(state, ticks);
}

/// Measures one transaction after each sweep over more memory than the second-level cache holds.
template <class Program>
void time_cold(benchmark::State& state) {
    constexpr std::size_t line_size = 64;
    std::vector<unsigned char> memory(std::size_t{8} << 20U);
    Program program;
    request const r;
    for (auto _ : state) {
        for (std::size_t i = 0; i < memory.size(); i += line_size) ++memory[i];
        auto const before = tsc_clock::ticks();
        std::string_view text = program(r);
        auto const after = tsc_clock::ticks();
        benchmark::DoNotOptimize(text);
        state.SetIterationTime(std::chrono::duration<double>(tsc_clock::elapsed(after - before)).count());
    }
}

BENCHMARK(time_calls<system_clock>)->Name("latency/logdefer")->Iterations(1 << 16);
BENCHMARK(time_calls<tsc_clock>)->Name("latency/logdefer_tsc")->Iterations(1 << 16);
BENCHMARK(time_cold<with_library<system_clock>>)->Name("cold/logdefer")->Iterations(500)->UseManualTime();
BENCHMARK(time_cold<hand_written<system_clock>>)->Name("cold/floor")->Iterations(500)->UseManualTime();

}  // namespace
}  // namespace bench
