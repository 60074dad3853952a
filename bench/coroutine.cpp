// SPDX-License-Identifier: BSL-1.0

// Measures a timer around an await, and a log that follows a coroutine, with 64 awaits in a transaction that is not
// rendered.

#include "awaits.hpp"
#include "support/measure.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/coroutine.hpp>

namespace bench {
namespace {

constexpr int awaits = 64;

template <class Awaits>
void await_often() noexcept {
    awaiting<Awaits> coroutine;
    for (int i = 0; i < awaits; ++i) coroutine.await();
}

template <class Awaits>
void time_await(benchmark::State& state) {
    await_often<Awaits>();
    while (state.KeepRunningBatch(awaits)) await_often<Awaits>();
}

template <class Awaits>
bool add_await(char const* name) {
    add_check(name, [] {
        auto const allocations_of = [](int n) {
            awaiting<Awaits> coroutine;
            auto const before = allocations();
            for (int i = 0; i < n; ++i) coroutine.await();
            return allocations() - before;
        };
        (void)allocations_of(awaits);
        require(allocations_of(awaits) == 0, "allocates when it awaits");
    });
    benchmark::RegisterBenchmark(name, time_await<Awaits>);
    return true;
}

using logdefer::context_promise;
using logdefer::timing;

bool const programs = add_await<bare<>>("await/bare") && add_await<timed<timing::wall>>("await/timed")
                      && add_await<timed<timing::split>>("await/timed_split")
                      && add_await<timed<timing::full>>("await/timed_full")
                      && add_await<bare<context_promise>>("await/carried")
                      && add_await<timed<timing::full, context_promise>>("await/carried_timed_full");

void time_current(benchmark::State& state) {
    keeping_sink sink;
    awaiting_log log{sink};
    logdefer::log_context context{log};
    context.run([&] {
        for (auto _ : state) {
            benchmark::DoNotOptimize(&logdefer::current<awaiting_log>());
            benchmark::ClobberMemory();
        }
    });
}

BENCHMARK(time_current)->Name("current");

}  // namespace
}  // namespace bench
