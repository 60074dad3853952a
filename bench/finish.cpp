// SPDX-License-Identifier: BSL-1.0

// T3: what does the end of a transaction cost? Recorded already; sealed, rendered, given to the sink.

#include "support/measure.hpp"
#include "support/programs.hpp"

#include <logdefer/clock.hpp>

#include <ctime>
#include <vector>

namespace bench {
namespace {

/// So many that reading the clock around them adds only some nanoseconds to each.
constexpr int batch = 64;

/// The processor time of this thread, which other programs on the machine do not lengthen.
double thread_seconds() noexcept {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class Log>
using recorder = void (*)(Log&, request const&);

template <class Log>
void finish_batch(std::vector<Log>& logs) noexcept {
    for (Log& log : logs) (void)log.finish();
}

template <class Log, recorder<Log> Record>
void time_finish(benchmark::State& state) {
    keeping_sink sink;
    request const r;
    std::vector<Log> logs;
    logs.reserve(batch);
    while (state.KeepRunningBatch(batch)) {
        logs.clear();
        for (int i = 0; i < batch; ++i) Record(logs.emplace_back(sink), r);
        auto const before = thread_seconds();
        finish_batch(logs);
        state.SetIterationTime(thread_seconds() - before);
        benchmark::DoNotOptimize(sink.line);
    }
}

template <class Log, recorder<Log> Record>
bool add_finish(char const* name) {
    benchmark::RegisterBenchmark(name, time_finish<Log, Record>)->UseManualTime();
    return true;
}

using steady = logdefer::basic_log_defer<logdefer::system_clock>;
using tsc = logdefer::basic_log_defer<logdefer::tsc_clock>;

bool const programs = add_finish<steady, record_copied<steady>>("T3/logdefer")
                      && add_finish<tsc, record_copied<tsc>>("T3/logdefer_tsc")
                      && add_finish<steady, record_literal<steady>>("T3/logdefer_literal")
                      && add_finish<tsc, record_literal<tsc>>("T3/logdefer_literal_tsc");

}  // namespace
}  // namespace bench
