// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Measures T1 until its bytes are in a file, for any number of threads: the cost for the process, and for the threads
/// that log.

#include "checks.hpp"
#include "measure.hpp"
#include "request.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include <unistd.h>

namespace bench {

/// A file that is removed with this object.
class temporary_file {
public:
    temporary_file() {
        int const file = ::mkstemp(name_.data());
        if (file < 0) throw std::runtime_error{"no temporary file"};
        ::close(file);
    }
    temporary_file(temporary_file&&) = delete;
    ~temporary_file() { ::unlink(name_.c_str()); }

    [[nodiscard]] std::string const& name() const { return name_; }

    void clear() const { require(::truncate(name_.c_str(), 0) == 0, "cannot empty the file"); }

    [[nodiscard]] std::uint64_t lines() const {
        std::ifstream in{name_};
        std::uint64_t n = 0;
        for (std::string line; std::getline(in, line);) ++n;
        return n;
    }

private:
    std::string name_ = "/tmp/logdefer-bench-XXXXXX";
};

inline double seconds_of(clockid_t clock) noexcept {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// The seconds that all transactions took.
struct expense {
    double wall = 0;       ///< until the bytes are in the file
    double process = 0;    ///< processor time of all threads, including the kernel's
    double producers = 0;  ///< processor time of the threads that log
};

/// `Program` is constructed with the name of the file and shared by the threads. `client()` returns the object with
/// which a thread logs, which is called with a request; `finish()` returns when all bytes are in the file.
template <class Program>
expense log_by_threads(Program& program, std::size_t threads, int transactions) {
    std::vector<double> producers(threads);
    double const process = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    double const wall = seconds_of(CLOCK_MONOTONIC);
    {
        std::vector<std::jthread> all;
        for (double& seconds : producers) {
            all.emplace_back([&program, &seconds, transactions] {
                auto client = program.client();
                request const r;
                double const before = thread_seconds();
                for (int i = 0; i < transactions; ++i) client(r);
                seconds = thread_seconds() - before;
            });
        }
    }
    program.finish();
    expense e{.wall = seconds_of(CLOCK_MONOTONIC) - wall, .process = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - process};
    for (double const seconds : producers) e.producers += seconds;
    return e;
}

/// Times a program by rounds. `Null`, if it is not void, is a program that writes nothing: its rounds alternate with
/// the others, so that both find the same machine, and what its threads spend is the counter `null_producers_ns`.
template <class Program, class Null>
void time_end_to_end(benchmark::State& state) {
    constexpr int transactions = 20'000;
    auto const threads = static_cast<std::size_t>(state.range(0));
    temporary_file const file;
    Program program{file.name()};
    std::conditional_t<std::is_void_v<Null>, int, std::optional<Null>> null{};
    if constexpr (!std::is_void_v<Null>) null.emplace(file.name());
    expense all;
    double null_producers = 0;
    auto const null_round = [&] {
        if constexpr (!std::is_void_v<Null>) null_producers += log_by_threads(*null, threads, transactions).producers;
    };
    // each new thread may use other memory of a sink: four runs, until all of it has been used once
    for (int i = 0; i < 4; ++i) log_by_threads(program, threads, transactions);
    while (state.KeepRunningBatch(static_cast<std::int64_t>(threads) * transactions)) {
        file.clear();
        null_round();
        auto const e = log_by_threads(program, threads, transactions);
        state.SetIterationTime(e.wall);
        all.process += e.process;
        all.producers += e.producers;
    }
    auto const each = [](double seconds) {
        return benchmark::Counter(1e9 * seconds, benchmark::Counter::kAvgIterations);
    };
    state.counters["process_ns"] = each(all.process);
    state.counters["producers_ns"] = each(all.producers);
    if constexpr (!std::is_void_v<Null>) state.counters["null_producers_ns"] = each(null_producers);
}

/// Checks that a program writes the expected number of lines for each transaction, and measures it with 1 and 2
/// threads.
template <class Program, class Null = void>
bool add_end_to_end(std::string const& name, std::uint64_t lines) {
    add_check(name, [lines] {
        temporary_file const file;
        Program program{file.name()};
        log_by_threads(program, 2, 100);
        require(file.lines() == 200 * lines, "another number of lines in the file");
    });
    benchmark::RegisterBenchmark(name.c_str(), time_end_to_end<Program, Null>)->Arg(1)->Arg(2)->UseManualTime();
    return true;
}

}  // namespace bench
