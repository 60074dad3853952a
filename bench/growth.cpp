// SPDX-License-Identifier: BSL-1.0

// T4: measures whether a line, a key of `data` or a timer costs more in a large transaction.

#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace bench {
namespace {

using log_defer = logdefer::basic_log_defer<logdefer::system_clock>;

/// The standard transaction with `n` lines instead of six, which repeat.
void record_lines(log_defer& log, request const& r, std::int64_t n) noexcept {
    record_standard(log, r);
    for (std::int64_t i = 6; i < n; ++i) {
        switch (i % 6) {
            case 0: log.info("request accepted from the load balancer"); break;
            case 1: log.debug("session found in the local cache"); break;
            case 3: log.info("order loaded with all of its positions"); break;
            case 5: log.info("response written to the client"); break;
            default:
                log.warn("connection pool exhausted, waiting for a slot",
                         {{"attempt", r.attempt}, {"waited_ms", r.waited_ms}});
        }
    }
}

/// Distinct keys of equal length, and numbers as values: the comparison is not about their digits.
void record_keys(log_defer& log, request const&, std::int64_t n) noexcept {
    std::array<char, 24> key{'k', 'e', 'y'};
    constexpr std::int64_t first = 100'000;
    for (std::int64_t i = first; i < first + n; ++i) {
        auto const end = std::to_chars(key.data() + 3, key.data() + key.size(), i).ptr;
        log.data(std::string_view{key.data(), end}, i);
    }
}

void record_timers(log_defer& log, request const&, std::int64_t n) noexcept {
    for (std::int64_t i = 0; i < n; ++i) auto const timer = log.timer("db.query");
}

using recorder = void (*)(log_defer&, request const&, std::int64_t);

template <recorder Record>
void time_growth(benchmark::State& state) {
    keeping_sink sink;
    request const r;
    auto const run = [&] {
        log_defer log{sink};
        Record(log, r, state.range(0));
    };
    logdefer::trim_memory();  // a pool may already hold as much memory from other benchmarks as it keeps
    for (int i = 0; i < 4; ++i) run();
    allocation_counter const counter{state};
    for (auto _ : state) run();
}

BENCHMARK(time_growth<record_lines>)->Name("T4/logdefer")->RangeMultiplier(10)->Range(10, 100'000);
BENCHMARK(time_growth<record_keys>)->Name("T4/logdefer_keys")->RangeMultiplier(10)->Range(100, 100'000);
BENCHMARK(time_growth<record_timers>)->Name("T4/logdefer_timers")->RangeMultiplier(10)->Range(100, 100'000);

bool const steady_state = add_check("T4/logdefer/10000 allocations", [] {
    keeping_sink sink;
    request const r;
    auto const run = [&] {
        log_defer log{sink};
        record_lines(log, r, 10'000);
    };
    for (int i = 0; i < 4; ++i) run();
    auto const before = allocations();
    for (int i = 0; i < 10; ++i) run();
    require(allocations() == before, "allocates in its steady state");
});

}  // namespace
}  // namespace bench
