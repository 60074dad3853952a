// SPDX-License-Identifier: BSL-1.0

// Measures one read of each clock, which is the least cost of a timestamp.

#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>

#include <benchmark/benchmark.h>

namespace {

template <class Clock>
void ticks(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(Clock::ticks());
}

void wall(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(logdefer::system_clock::wall());
}

BENCHMARK(ticks<logdefer::system_clock>)->Name("clock/steady");
BENCHMARK(ticks<logdefer::tsc_clock>)->Name("clock/tsc");
BENCHMARK(wall)->Name("clock/system");

}  // namespace
