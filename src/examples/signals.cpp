// SPDX-License-Identifier: BSL-1.0

// Logs in programs that handle signals.

#include <logdefer/logdefer.hpp>
#include <logdefer/testing.hpp>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <optional>
#include <thread>

#include <pthread.h>
#include <unistd.h>

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

sigset_t only(int signal) {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, signal);
    return set;
}

void waiting() {
    std::cout << "== wait\n";
    //[wait
    sigset_t const termination = only(SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &termination, nullptr);  // before there are other threads, which take it over
    std::thread waiter{[&] {
        int signal = 0;
        ::sigwait(&termination, &signal);  // no handler: this thread may do whatever threads do
        log_type log{std::cout};
        log.info("told to end", {{"signal", signal}});
    }};
    //]
    ::kill(::getpid(), SIGTERM);
    waiter.join();
}

//[handler
std::optional<log_type> handlers_log;  // nobody else records into it
std::sig_atomic_t volatile room = 0;   // for so many lines there is memory

void on_signal(int) {
    int const kept = errno;
    if (room > 0) {
        handlers_log->info("reload requested");  // a text; fields of numbers and texts; no callables, no encoders
        room = room - 1;
    }
    errno = kept;
}

/// With the signal blocked: ends the log, and begins the next.
void renew() {
    handlers_log.emplace(std::cout, logdefer::settings{.first_capacity = 16'384});
    room = 100;  // times 128 bytes, which is more than such a line takes
}
//]

void handling() {
    std::cout << "== handler\n";
    sigset_t const reload = only(SIGHUP);
    //[renew
    ::pthread_sigmask(SIG_BLOCK, &reload, nullptr);
    renew();
    std::signal(SIGHUP, on_signal);
    ::pthread_sigmask(SIG_UNBLOCK, &reload, nullptr);  // in this thread alone: the others have it blocked
    //]
    std::raise(SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &reload, nullptr);
    handlers_log.reset();
}

int main() {
    waiting();
    handling();
}
