// SPDX-License-Identifier: BSL-1.0

// Runs one workload many times, for callgrind to count the instructions of `measured`, and prints how many times that
// was. The build defines the workload: there is a program for each, since inlining depends on the other code of a
// program.

#include "../awaits.hpp"
#include "../floor.hpp"
#include "../hindsight.hpp"
#include "../policies.hpp"
#include "../support/programs.hpp"

#include <logdefer/clocks/clock.hpp>
#include <logdefer/log_ref.hpp>

#include <cstdio>
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

struct other_transaction {
    static void run() noexcept {
        bench::keeping_sink sink;
        bench::shipment const s;
        for (int i = 0; i < 8; ++i) transaction(sink, s);
        for (int i = 0; i < runs; ++i) measured(sink, s);
    }
    static void transaction(bench::keeping_sink& sink, bench::shipment const& s) noexcept {
        log_defer log{sink};
        bench::record_shipment(log, s);
    }
    [[gnu::noinline]] static void measured(bench::keeping_sink& sink, bench::shipment const& s) noexcept {
        transaction(sink, s);
    }
};

/// @tparam Log  how the code refers to the log
template <class Log>
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
    static void line(Log log) noexcept { log.info("a message of forty characters, no more."); }
    [[gnu::noinline]] static void measured(Log log) noexcept { line(log); }
};

struct finish {
    static void run() noexcept {
        bench::keeping_sink sink;
        bench::request const r;
        for (int i = 0; i < runs + 8; ++i) {
            log_defer log{sink};
            bench::record_standard(log, r);
            i < 8 ? (void)log.finish() : measured(log);
        }
    }
    [[gnu::noinline]] static void measured(log_defer& log) noexcept { (void)log.finish(); }
};

struct fork {
    static void run() noexcept {
        bench::keeping_sink sink;
        for (int i = 0; i < 8; ++i) record(sink, [](log_defer& log) { record_lines(log); });
        record(sink, [](log_defer& log) { measured(log); });
    }
    template <class Use>
    static void record(bench::keeping_sink& sink, Use use) noexcept {
        log_defer log{sink};
        for (int n = 0; n < runs; ++n) use(log);
        log.cancel();
    }
    static void record_lines(log_defer& log) noexcept {
        auto part = log.fork();
        for (int n = 0; n < 64; ++n) part.info("a message of forty characters, no more.");
        (void)part.finish();
    }
    [[gnu::noinline]] static void measured(log_defer& log) noexcept { record_lines(log); }
};

/// A transaction of four lines, which a fork records if `Fork`.
template <bool Fork>
struct four_lines {
    static void run() noexcept {
        bench::keeping_sink sink;
        for (int i = 0; i < 8; ++i) transaction(sink);
        for (int i = 0; i < runs; ++i) measured(sink);
    }
    static void record(log_defer& log) noexcept {
        for (int n = 0; n < 4; ++n) log.info("a message of forty characters, no more.");
    }
    static void transaction(bench::keeping_sink& sink) noexcept {
        log_defer log{sink};
        if constexpr (Fork) {
            auto part = log.fork();
            record(part);
        } else {
            record(log);
        }
    }
    [[gnu::noinline]] static void measured(bench::keeping_sink& sink) noexcept { transaction(sink); }
};

template <class Awaits>
struct one_await {
    static void run() noexcept {
        for (int i = 0; i < 2; ++i) {
            bench::awaiting<Awaits> coroutine;
            for (int n = 0; n < runs; ++n) i == 0 ? coroutine.await() : measured(coroutine);
        }
    }
    [[gnu::noinline]] static void measured(bench::awaiting<Awaits>& coroutine) noexcept { coroutine.await(); }
};

struct current_log {
    static void run() noexcept {
        bench::keeping_sink sink;
        bench::awaiting_log log{sink};
        logdefer::log_context context{log};
        context.run([] {
            for (int i = 0; i < runs; ++i) (void)measured();
        });
    }
    [[gnu::noinline]] static bench::awaiting_log& measured() noexcept {
        return logdefer::current<bench::awaiting_log>();
    }
};

/// Lines of a transaction that is not kept.
template <class Line>
struct lines_with_settings {
    static void run() {
        bench::keeping_sink sink;
        bench::request const r;
        logdefer::settings const s{.keep = logdefer::failed};
        for (int i = 0; i < 9; ++i) {
            bench::calm_log log{sink, s};
            for (int n = 0; n < runs; ++n) i < 8 ? Line::record(log, r) : measured(log, r);
        }
    }
    [[gnu::noinline]] static void measured(bench::calm_log& log, bench::request const& r) noexcept {
        Line::record(log, r);
    }
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

namespace workloads {
using logdefer::manual_clock;
using logdefer::system_clock;

using t1 = whole<bench::with_library<system_clock>>;
using t1_floor = whole<bench::hand_written<system_clock>>;
using t1b = other_transaction;
using t2 = one_line<log_defer&>;
using t2_ref = one_line<logdefer::log_ref>;
using t3 = finish;
using t5_fork = fork;
using fork_join = four_lines<true>;
using fork_join_without = four_lines<false>;
using await_bare = one_await<bench::bare<>>;
using await_timed = one_await<bench::timed<logdefer::timing::wall>>;
using await_timed_split = one_await<bench::timed<logdefer::timing::split>>;
using await_timed_full = one_await<bench::timed<logdefer::timing::full>>;
using await_carried = one_await<bench::bare<logdefer::context_promise>>;
using current = current_log;
using dropped = whole<bench::standard_with_settings<bench::failed_kept>>;
using line_with_number = lines_with_settings<bench::line_with_number>;
using line_with_probe = lines_with_settings<bench::line_with_probe>;
using null_serializer = policies<bench::null_serializer_swapped, system_clock>;
using null_serializer_by_hand = policies<bench::null_serializer_by_hand, system_clock>;
using manual = policies<bench::manual_clock_swapped, manual_clock>;
using manual_by_hand = policies<bench::manual_clock_by_hand, manual_clock>;
using level_set = policies<bench::level_set_swapped, system_clock>;
using level_set_by_hand = policies<bench::level_set_by_hand, system_clock>;
}  // namespace workloads

}  // namespace

int main() {
    workloads::WORKLOAD::run();
    std::printf("%d\n", runs);
    return 0;
}
