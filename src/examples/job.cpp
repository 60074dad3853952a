// SPDX-License-Identifier: BSL-1.0

// A job that writes its record however the program ends.

#include <logdefer/logdefer.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

#include <unistd.h>

namespace {

//[terminate
logdefer::log_defer* the_log = nullptr;

/// For exceptions that nobody catches: they end the program without unwinding the stack.
void write_record_and_abort() {
    if (the_log != nullptr) {
        the_log->exception();
        the_log->outcome(logdefer::outcome::exception);
        (void)the_log->finish();
    }
    std::abort();
}
//]

}  // namespace

int main() {
    //[job
    ::sigset_t signals{};  // blocked before there are threads, and waited for: a handler could not end the log
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    logdefer::log_defer log{std::cout};
    the_log = &log;
    std::set_terminate(write_record_and_abort);

    log.info("job runs");
    ::kill(::getpid(), SIGTERM);  // somebody wants it to end

    int signal = 0;
    ::sigwait(&signals, &signal);
    log.outcome(logdefer::outcome::cancelled);
    log.data("signal", signal);
    the_log = nullptr;
    (void)log.finish();
    std::exit(EXIT_SUCCESS);  // destroys nothing on the stack: without `finish` the record would be lost
    //]
}
