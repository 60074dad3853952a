// SPDX-License-Identifier: BSL-1.0

// Measures the cost of policies, compared with code that was written without them. Instruction counts decide; the times
// are only informative.

#include "policies.hpp"
#include "support/measure.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/testing.hpp>

namespace bench {
namespace {

template <class Program, class Clock>
void time_policies(benchmark::State& state) {
    Program program;
    Clock const clock;
    request const r;
    program(clock, r);
    allocation_counter const counter{state};
    for (auto _ : state) {
        program(clock, r);
        benchmark::ClobberMemory();
    }
}

using logdefer::manual_clock;
using logdefer::system_clock;

BENCHMARK(time_policies<null_serializer_swapped, system_clock>)->Name("policy/null_serializer");
BENCHMARK(time_policies<null_serializer_by_hand, system_clock>)->Name("policy/null_serializer_by_hand");
BENCHMARK(time_policies<manual_clock_swapped, manual_clock>)->Name("policy/manual_clock");
BENCHMARK(time_policies<manual_clock_by_hand, manual_clock>)->Name("policy/manual_clock_by_hand");
BENCHMARK(time_policies<level_set_swapped, system_clock>)->Name("policy/level_set");
BENCHMARK(time_policies<level_set_by_hand, system_clock>)->Name("policy/level_set_by_hand");

}  // namespace
}  // namespace bench
