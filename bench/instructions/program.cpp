// SPDX-License-Identifier: BSL-1.0

// Runs one workload often, for callgrind to count what `measured` executes, and tells how often that was.

#include "../floor.hpp"
#include "../policies.hpp"
#include "../support/programs.hpp"

#include <logdefer/clock.hpp>

#include <array>
#include <cstdio>
#include <string_view>
#include <type_traits>

namespace {

constexpr int runs = 100;

using log_defer = logdefer::basic_log_defer<logdefer::system_clock>;

template <class Program>
struct whole {
    static void run() noexcept {
        Program program;
        bench::request const r;
        for (int i = 0; i < 8; ++i) (void)program(r);
        for (int i = 0; i < runs; ++i) measured(program, r);
    }
    [[gnu::noinline]] static void measured(Program& program, bench::request const& r) noexcept { (void)program(r); }
};

struct one_line {
    static void run() noexcept {
        bench::keeping_sink sink;
        for (int i = 0; i < 8; ++i) record(sink, std::integral_constant<bool, false>{});
        record(sink, std::integral_constant<bool, true>{});
    }
    template <bool Measured>
    static void record(bench::keeping_sink& sink, std::integral_constant<bool, Measured>) noexcept {
        log_defer log{sink};
        for (int n = 0; n < runs; ++n) {
            if constexpr (Measured) {
                measured(log);
            } else {
                line(log);
            }
        }
        log.cancel();
    }
    static void line(log_defer& log) noexcept { log.info("a message of forty characters, no more."); }
    [[gnu::noinline]] static void measured(log_defer& log) noexcept { line(log); }
};

struct finish {
    static void run() noexcept {
        bench::keeping_sink sink;
        bench::request const r;
        for (int i = 0; i < runs + 8; ++i) {
            log_defer log{sink};
            bench::record_copied(log, r);
            i < 8 ? (void)log.finish() : measured(log);
        }
    }
    [[gnu::noinline]] static void measured(log_defer& log) noexcept { (void)log.finish(); }
};

template <class Program, class Clock>
struct policies {
    static void run() noexcept {
        Program program;
        Clock const clock;
        bench::request const r;
        for (int i = 0; i < 8; ++i) program(clock, r);
        for (int i = 0; i < runs; ++i) measured(program, clock, r);
    }
    [[gnu::noinline]] static void measured(Program& program, Clock const& clock, bench::request const& r) noexcept {
        program(clock, r);
    }
};

using logdefer::manual_clock;
using logdefer::system_clock;

struct workload {
    std::string_view name;
    void (*run)();
};

constexpr std::array<workload, 11> workloads{{
    {"T1/logdefer", whole<bench::copied<logdefer::system_clock>>::run},
    {"T1/logdefer_literal", whole<bench::borrowed<logdefer::system_clock>>::run},
    {"T1/floor", whole<bench::hand_written<logdefer::system_clock>>::run},
    {"T2/logdefer", one_line::run},
    {"T3/logdefer", finish::run},
    {"policy/null_serializer", policies<bench::null_serializer_swapped, system_clock>::run},
    {"policy/null_serializer_by_hand", policies<bench::null_serializer_by_hand, system_clock>::run},
    {"policy/manual_clock", policies<bench::manual_clock_swapped, manual_clock>::run},
    {"policy/manual_clock_by_hand", policies<bench::manual_clock_by_hand, manual_clock>::run},
    {"policy/level_set", policies<bench::level_set_swapped, system_clock>::run},
    {"policy/level_set_by_hand", policies<bench::level_set_by_hand, system_clock>::run},
}};

}  // namespace

int main(int argc, char** argv) {
    for (auto const& w : workloads) {
        if (argc != 2 || w.name != argv[1]) continue;
        w.run();
        std::printf("%d\n", runs);
        return 0;
    }
    std::fputs("usage: instructions <workload>\n", stderr);
    for (auto const& w : workloads) std::fprintf(stderr, "  %s\n", w.name.data());
    return 1;
}
