// SPDX-License-Identifier: BSL-1.0
#include <logdefer/basic_log_defer.hpp>

#include "support/log_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sys/time.h>

// Tests what docs/howto.md promises of signal handlers: a handler may record into a log that only it uses, within the
// memory that the log began with, whatever it interrupts.

namespace {

using log_type = logdefer::basic_log_defer<>;

constexpr int most_lines = 500;
constexpr std::size_t capacity = std::size_t{most_lines + 10} * 128;  // a line of these takes 88 bytes

std::optional<log_type> handlers_log;
std::sig_atomic_t volatile lines = 0;
std::sig_atomic_t volatile calls = 0;

void handle(int) {
    int const kept = errno;
    if (lines < most_lines) {
        handlers_log->warn("interrupted", {{"call", static_cast<int>(calls)}});
        lines = lines + 1;
    }
    calls = calls + 1;
    errno = kept;
}

class blocked_signal {
public:
    blocked_signal() {
        sigset_t alarm;
        ::sigemptyset(&alarm);
        ::sigaddset(&alarm, SIGALRM);
        ::pthread_sigmask(SIG_BLOCK, &alarm, &before_);
    }
    blocked_signal(blocked_signal&&) = delete;
    ~blocked_signal() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

class interval_timer {
public:
    interval_timer() {
        struct sigaction action{};
        action.sa_handler = handle;
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGALRM, &action, &before_);
        set(20);
    }
    interval_timer(interval_timer&&) = delete;
    ~interval_timer() {
        set(0);
        ::sigaction(SIGALRM, &before_, nullptr);
    }

private:
    static void set(int microseconds) {
        itimerval const interval{{0, microseconds}, {0, microseconds}};
        ::setitimer(ITIMER_REAL, &interval, nullptr);
    }

    struct sigaction before_{};
};

/// Returns the contents of the records of one kind of log.
struct seen {
    int lines = 0;
    int next_call = 0;
    bool whole = true;
};

/// Checks the lines of the handler: each contains the number of its call, and these are consecutive up to the limit.
void read_handlers(std::string_view text, seen& all) {
    logdefer::record r;
    all.whole = all.whole && logdefer::read_record(text, r) && r.view().extras().empty();
    if (!all.whole) return;
    for (auto const line : r.view().logs()) {
        auto const call = static_cast<int>((*(*line.items().begin()).members().begin()).value().integer());
        all.whole = all.whole && line.message().text() == "interrupted" && call >= all.next_call;
        all.next_call = call + 1;
        ++all.lines;
    }
}

void read_programs(std::string_view text, seen& all) {
    logdefer::record r;
    all.whole = all.whole && logdefer::read_record(text, r) && r.view().extras().empty();
    if (!all.whole) return;
    for (auto const line : r.view().logs()) {
        all.whole = all.whole && line.message().text() == "program";
        ++all.lines;
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_handler_with_a_log_of_its_own_interrupts_a_thread_that_logs) {
    constexpr int enough = 100'000;
    constexpr int most_rounds = 100'000;  // more rounds if signals are slow
    std::string text;
    seen handlers;
    seen programs;
    int recorded = 0;
    int rounds = 0;
    {
        blocked_signal const until_there_is_a_log;
        handlers_log.emplace([&](std::string_view record) { text = record; },
                             logdefer::settings{.first_capacity = capacity});
    }
    int written = 0;
    {
        interval_timer const timer;
        for (; calls < enough && rounds < most_rounds; ++rounds) {
            std::string own;
            {
                log_type log{[&](std::string_view record) { own = record; }};
                auto fork = log.fork();
                for (int i = 0; i < 40; ++i) log.info("program", std::string(static_cast<std::size_t>(i), 'x'));
                for (int i = 0; i < 10; ++i) fork.info("program", {{"round", rounds}});
                recorded += 50;
            }
            read_programs(own, programs);
            blocked_signal const while_it_is_changed;
            written += lines;
            lines = 0;
            handlers_log.emplace([&](std::string_view record) { text = record; },
                                 logdefer::settings{.first_capacity = capacity});
            read_handlers(text, handlers);
        }
    }
    handlers_log.reset();
    read_handlers(text, handlers);
    BOOST_TEST_MESSAGE(calls << " signals in " << rounds << " rounds");
    BOOST_TEST(programs.whole);
    BOOST_TEST(programs.lines == recorded);
    BOOST_TEST(handlers.whole);
    BOOST_TEST(handlers.lines == written + lines);
    BOOST_TEST(calls > 1000);
}
