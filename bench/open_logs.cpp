// SPDX-License-Identifier: BSL-1.0

// Measures the memory of logs that are open at the same time, like those of long polls and websockets, for several
// values of `settings::first_capacity`: bytes of the heap for each, idle and with the standard transaction recorded,
// and the time of a standard transaction, with many logs open and with one after the other.
//
//     open_logs [LOGS [BYTES]...]        100'000 logs, and 1, 2, 4 and 8 KiB

#include "support/programs.hpp"

#include <logdefer/clocks/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <malloc.h>

namespace {

using log_type = logdefer::basic_log_defer<logdefer::system_clock>;

double allocated() {
    auto const heap = ::mallinfo2();
    return static_cast<double>(heap.uordblks) + static_cast<double>(heap.hblkhd);
}

double now() { return static_cast<double>(logdefer::system_clock::ticks()); }

[[gnu::noinline]] void one_after_the_other(std::size_t n, bench::keeping_sink& sink, logdefer::settings const& opts) {
    bench::request const r;
    for (std::size_t i = 0; i < n; ++i) {
        log_type log{sink, opts};
        bench::record_standard(log, r);
    }
}

[[gnu::noinline]] void begin(std::vector<log_type>& logs, std::size_t n, bench::keeping_sink& sink,
                             logdefer::settings const& opts) {
    for (std::size_t i = 0; i < n; ++i) logs.emplace_back(sink, opts);
}

[[gnu::noinline]] void record(std::vector<log_type>& logs) {
    bench::request const r;
    for (log_type& log : logs) bench::record_standard(log, r);
}

[[gnu::noinline]] void end(std::vector<log_type>& logs) { logs.clear(); }

void measure(std::size_t n, std::size_t bytes) {
    auto const count = static_cast<double>(n);
    logdefer::settings const opts{.first_capacity = bytes};
    bench::keeping_sink sink;
    logdefer::trim_memory();
    std::vector<log_type> logs;
    logs.reserve(n);
    double const heap = allocated();
    double const start = now();
    begin(logs, n, sink, opts);
    double const idle = (allocated() - heap) / count + sizeof(log_type);
    record(logs);
    double const recorded = (allocated() - heap) / count + sizeof(log_type);
    end(logs);
    double const open = (now() - start) / count;
    logdefer::trim_memory();
    double best = 1e9;
    for (int i = 0; i < 9; ++i) {
        double const before = now();
        one_after_the_other(n / 10, sink, opts);
        best = std::min(best, (now() - before) * 10 / count);
    }
    std::printf("%14zu  %10.0f  %14.0f  %14.0f  %16.0f\n", bytes, idle, recorded, open, best);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t const n = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
    std::vector<std::size_t> sizes{1024, 2048, 4096, 8192};
    if (argc > 2) sizes.clear();
    for (int i = 2; i < argc; ++i) sizes.push_back(std::strtoul(argv[i], nullptr, 10));
    std::printf("%zu logs\nfirst_capacity  bytes idle  bytes recorded  ns, many open  ns, one by one\n", n);
    for (std::size_t const bytes : sizes) measure(n, bytes);
}
