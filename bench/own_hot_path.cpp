// SPDX-License-Identifier: BSL-1.0

// A template to copy: measures what logging costs your own code. Replace `handle` by what your service logs for one
// request, and the sink, the clock, the serializer and the levels by yours.
//
//     g++ -O2 -DNDEBUG -std=c++20 -I include own_hot_path.cpp -lbenchmark -pthread -o own_hot_path && ./own_hot_path
//
// The differences between the rows show where the time goes: `transaction` less `no_rendering` is the text,
// `no_rendering` less `no_clock` are the reads of the clock, and `one_line` is what the code that logs waits for.

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/clocks/clock.hpp>
#include <logdefer/clocks/tsc_clock.hpp>
#include <logdefer/formats/output_buffer.hpp>
#include <logdefer/sinks/async_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace {

/// What one request logs.
template <class Log>
void handle(Log& log, int id) {
    log.data("id", id);
    log.data("path", "/orders");
    {
        auto const timer = log.timer("db");
        log.debug("loading the order", {{"id", id}, {"retries", 0}});
    }
    log.info("order loaded");
    log.data("status", 200);
}

/// A sink that ignores the record.
struct null_sink {
    void operator()(std::string_view text) const { benchmark::DoNotOptimize(text.data()); }
};

/// A clock that always returns one time, and takes no time itself.
struct no_clock {
    static std::chrono::nanoseconds wall() noexcept { return {}; }
    static std::int64_t ticks() noexcept { return 0; }
    static std::chrono::nanoseconds elapsed(std::int64_t) noexcept { return {}; }
};

/// A serializer that writes nothing.
struct no_text {
    static std::error_code append(logdefer::record_view const&, logdefer::output_buffer&) noexcept { return {}; }
};

/// A whole transaction, from the construction of the log to the return of the sink.
template <class Log>
void transaction(benchmark::State& state) {
    null_sink const sink;
    int id = 0;
    for (auto _ : state) {
        Log log{sink};
        handle(log, ++id);
    }
}

using logdefer::basic_log_defer;
using logdefer::system_clock;

BENCHMARK(transaction<basic_log_defer<>>)->Name("transaction");
BENCHMARK(transaction<basic_log_defer<logdefer::tsc_clock>>)->Name("transaction/tsc_clock");
BENCHMARK(transaction<basic_log_defer<system_clock, no_text>>)->Name("no_rendering");
BENCHMARK(transaction<basic_log_defer<no_clock, no_text>>)->Name("no_rendering/no_clock");

/// A transaction whose record goes to a file, which is the time of the thread that logs: `async_sink` has another
/// thread, whose time is not measured.
template <class Sink>
void transaction_to_file(benchmark::State& state) {
    constexpr char const* path = "/tmp/own_hot_path.log";
    {
        Sink sink{logdefer::file_sink{path}};
        int id = 0;
        for (auto _ : state) {
            basic_log_defer<> log{sink};
            handle(log, ++id);
        }
    }
    std::remove(path);
}

BENCHMARK(transaction_to_file<logdefer::file_sink>)->Name("transaction/file_sink");
BENCHMARK(transaction_to_file<logdefer::async_sink>)->Name("transaction/async_sink");

/// One line in an open transaction, the end of which is not measured.
void one_line(benchmark::State& state) {
    constexpr int lines = 1000;  // so that a pause adds little to each
    null_sink const sink;
    while (state.KeepRunningBatch(lines)) {
        state.PauseTiming();
        basic_log_defer<> log{sink};
        state.ResumeTiming();
        for (int i = 0; i < lines; ++i) log.info("one line", {{"i", i}});
        state.PauseTiming();
        log.cancel();
        state.ResumeTiming();
    }
}

BENCHMARK(one_line);

}  // namespace

BENCHMARK_MAIN();
