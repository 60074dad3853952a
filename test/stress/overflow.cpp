// SPDX-License-Identifier: BSL-1.0

/// Threads that log ten times as fast as their sink writes, with each policy of `async_sink`.
///
/// test_stress_overflow [SECONDS]      for each policy; 0.2 by default
///
/// Prints the input, the output, the slowest call and the memory, and fails if a record is neither written nor counted,
/// or memory grows.

#include <logdefer/basic_log_defer.hpp>
#include <logdefer/sinks/async_sink.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <unistd.h>

namespace {

using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
using logdefer::async_sink;
using logdefer::overflow;

/// Resident memory in KiB.
long memory() {
    long all = 0;
    long resident = 0;
    std::ifstream{"/proc/self/statm"} >> all >> resident;
    return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

/// A sink that takes as long for a record as a log takes for ten.
struct slow_sink {
    std::chrono::nanoseconds pace;
    std::uint64_t& written;

    void operator()(std::string_view) const {
        for (auto const end = steady::now() + pace; steady::now() < end;) {
        }
        ++written;
    }
};

struct result {
    std::uint64_t given = 0;
    std::uint64_t refused = 0;
    std::chrono::nanoseconds slowest{0};
};

/// Logs until the deadline.
result produce(async_sink& sink, steady::time_point deadline) {
    result r;
    auto const quiet = [](std::error_code, std::string_view) {};
    for (auto now = steady::now(); now < deadline; ++r.given) {
        {
            logdefer::basic_log_defer<> log{sink, {.on_error = quiet}};
            log.info("a line", {{"number", r.given}});
            r.refused += log.finish() ? 1U : 0U;
        }
        auto const before = now;
        now = steady::now();
        r.slowest = now - before > r.slowest ? now - before : r.slowest;
    }
    return r;
}

result produce_on(int threads, async_sink& sink, steady::duration time) {
    std::vector<result> results(static_cast<std::size_t>(threads));
    {
        std::vector<std::jthread> all;
        for (result& r : results) all.emplace_back([&] { r = produce(sink, steady::now() + time); });
    }
    result sum;
    for (result const& r : results) {
        sum.given += r.given;
        sum.refused += r.refused;
        sum.slowest = r.slowest > sum.slowest ? r.slowest : sum.slowest;
    }
    return sum;
}

/// Returns how long a log takes without contention.
std::chrono::nanoseconds time_of_a_log() {
    auto const none = [](std::string_view) {};
    constexpr int logs = 10'000;
    auto const begin = steady::now();
    for (int i = 0; i < logs; ++i) {
        logdefer::basic_log_defer<> log{none};
        log.info("a line", {{"number", i}});
    }
    return (steady::now() - begin) / logs;
}

bool holds(char const* name, overflow policy, steady::duration time) {
    std::uint64_t written = 0;
    auto const quiet = [](std::error_code, std::string_view) {};
    auto const pace = 10 * time_of_a_log();
    std::uint64_t dropped = 0;
    long growth = 0;
    result r;
    {
        async_sink sink{slow_sink{pace, written},
                        {.capacity = 4 << 20, .when_full = policy, .period = 1ms, .on_error = quiet}};
        auto const first = produce_on(2, sink, time / 10);  // after this, no more memory is needed
        auto const before = memory();
        r = produce_on(2, sink, time);
        growth = memory() - before;
        r.given += first.given;
        r.refused += first.refused;
        (void)sink.flush(steady::time_point::max());
        dropped = sink.counters().dropped;
    }
    bool const all = r.given == written + dropped && (policy != overflow::block || dropped == 0) && r.refused <= dropped
                     && (policy != overflow::drop_newest || r.refused == dropped);
    bool const flat = growth < 8192;  // sanitizers take some
    std::printf("%-12s in %10llu = out %9llu + dropped %10llu%s, slowest call %9.3f ms, memory %+ld KiB%s\n", name,
                static_cast<unsigned long long>(r.given), static_cast<unsigned long long>(written),
                static_cast<unsigned long long>(dropped), all ? "" : " (WRONG)",
                std::chrono::duration<double, std::milli>(r.slowest).count(), growth, flat ? "" : " (GROWS)");
    return all && flat;
}

}  // namespace

int main(int argc, char** argv) {
    auto const seconds = std::chrono::duration<double>{argc > 1 ? std::strtod(argv[1], nullptr) : 0.2};
    auto const time = std::chrono::duration_cast<steady::duration>(seconds);
    bool good = true;
    good = holds("block", overflow::block, time) && good;
    good = holds("drop_newest", overflow::drop_newest, time) && good;
    good = holds("drop_oldest", overflow::drop_oldest, time) && good;
    return good ? 0 : 1;
}
