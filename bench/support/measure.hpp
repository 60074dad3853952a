// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Checks and measures a program for the standard transaction.
///
/// A program is a class template over its clock. Calling an object with a request runs one transaction and returns the
/// text that was produced; the object reuses memory between transactions, as an efficient program would.

#include "allocations.hpp"
#include "checks.hpp"
#include "request.hpp"
#include "stepping_clock.hpp"

#include <benchmark/benchmark.h>

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Reports the allocations of each iteration since its construction.
class allocation_counter {
public:
    explicit allocation_counter(benchmark::State& state) : state_(state), before_(allocations()) {}
    allocation_counter(allocation_counter&&) = delete;
    ~allocation_counter() {
        auto const count = static_cast<double>(allocations() - before_);
        state_.counters["allocs"] = benchmark::Counter(count, benchmark::Counter::kAvgIterations);
    }

private:
    benchmark::State& state_;
    std::uint64_t before_;
};

template <class Program>
void time_program(benchmark::State& state) {
    Program program;
    request const r;
    for (int i = 0; i < 8; ++i) (void)program(r);  // so that reused memory has reached its size
    allocation_counter const counter{state};
    for (auto _ : state) {
        std::string_view text = program(r);
        benchmark::DoNotOptimize(text);
        benchmark::ClobberMemory();
    }
}

/// Returns the processor time of this thread in seconds, which other programs on the machine do not extend.
inline double thread_seconds() noexcept {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Measures only the ends of transactions: `begin()` returns one that is recorded, `end(it)` returns its text.
template <class Begin, class End>
void time_ends(benchmark::State& state, Begin begin, End end) {
    constexpr int batch = 64;  // so many that reading the clock around them adds only some nanoseconds to each
    std::vector<decltype(begin())> begun;
    begun.reserve(batch);
    while (state.KeepRunningBatch(batch)) {
        begun.clear();
        for (int i = 0; i < batch; ++i) begun.push_back(begin());
        auto const before = thread_seconds();
        for (auto& transaction : begun) {
            std::string_view text = end(transaction);
            benchmark::DoNotOptimize(text);
        }
        state.SetIterationTime(thread_seconds() - before);
    }
}

template <class Begin, class End>
bool add_ends(char const* name, Begin begin, End end) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { time_ends(state, begin, end); })->UseManualTime();
    return true;
}

/// Runs a program on the stepping clock and returns the second transaction, which finds the state that the first left.
template <template <class> class Program>
std::string text_on_stepping_clock() {
    Program<stepping_clock> program;
    request const r;
    (void)program(r);
    stepping_clock::restart();
    return std::string{program(r)};
}

/// Checks a program and registers its benchmark with this clock.
template <template <class> class Program, class Clock>
bool add_program(std::string const& name, void (*check)(std::string_view) = require_record) {
    add_check(name, [check] { check(text_on_stepping_clock<Program>()); });
    benchmark::RegisterBenchmark(name.c_str(), time_program<Program<Clock>>);
    return true;
}

}  // namespace bench
