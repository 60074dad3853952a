// SPDX-License-Identifier: BSL-1.0

// Measures T1 begun on one thread and finished on another, and counts its allocations. The time is that of the
// hand-over.

#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>

#include <optional>
#include <semaphore>
#include <thread>
#include <utility>

namespace bench {
namespace {

using log_defer = logdefer::basic_log_defer<logdefer::system_clock>;

/// A thread that finishes logs, one at a time.
class finisher {
public:
    finisher(finisher&&) = delete;
    finisher() = default;
    ~finisher() { finish(std::nullopt); }

    /// Finishes a log and returns the number of allocations that this took. The thread runs until the program ends.
    std::uint64_t finish(std::optional<log_defer> log) {
        bool const over = !log.has_value();
        log_ = std::move(log);
        given_.release();
        if (over) {
            thread_.join();
        } else {
            taken_.acquire();
        }
        return allocations_;
    }

private:
    void run() {
        for (;;) {
            given_.acquire();
            if (!log_) return;
            auto const before = allocations();
            log_.reset();
            allocations_ = allocations() - before;
            taken_.release();
        }
    }

    std::optional<log_defer> log_;
    std::uint64_t allocations_ = 0;
    std::binary_semaphore given_{0};
    std::binary_semaphore taken_{0};
    std::thread thread_{[this] { run(); }};
};

void time_two_threads(benchmark::State& state) {
    logdefer::trim_memory();  // a pool may already hold as much memory from other benchmarks as it keeps
    finisher other;
    keeping_sink sink;
    request const r;
    auto const transaction = [&] {
        log_defer log{sink};
        record_standard(log, r);
        return other.finish(std::move(log));
    };
    for (int i = 0; i < 256; ++i) transaction();  // until the other thread's pool is full and returns memory
    std::uint64_t on_the_other = 0;
    auto const before = allocations();
    for (auto _ : state) on_the_other += transaction();
    auto const count = static_cast<double>(allocations() - before + on_the_other);
    state.counters["allocs"] = benchmark::Counter(count, benchmark::Counter::kAvgIterations);
}

BENCHMARK(time_two_threads)->Name("T1/logdefer_two_threads");

}  // namespace
}  // namespace bench
