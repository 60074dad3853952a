// SPDX-License-Identifier: BSL-1.0

// Checks the output of every program, then runs the benchmarks; with --check it only runs the checks.

#include "support/checks.hpp"

#include <benchmark/benchmark.h>

#include <string_view>

int main(int argc, char** argv) {
    if (bench::run_checks() != 0) return 1;
    if (argc == 2 && std::string_view{argv[1]} == "--check") return 0;
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
