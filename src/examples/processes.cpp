// SPDX-License-Identifier: BSL-1.0

// Logs in a process that calls fork(2).

#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/file_sink.hpp>
#include <logdefer/testing.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;

/// Shows what the processes have written, and clears it.
void show_records(char const* name) {
    std::cout << "== " << name << '\n' << std::ifstream{"records.log"}.rdbuf();
    std::remove("records.log");
}

void worker() {
    logdefer::file_sink sink{"records.log"};
    //[worker
    log_type log{sink};
    log.info("parent");
    pid_t const worker = ::fork();  // fork(2)
    if (worker == 0) {
        log.info("in vain: the parent's log");  // is_open() is false here
        {
            log_type own{sink};
            own.info("child");
        }
        ::_exit(0);  // std::exit would do, too
    }
    ::waitpid(worker, nullptr, 0);
    (void)log.finish();
    //]
    show_records("worker");
}

void daemon() {
    logdefer::file_sink sink{"records.log"};
    int ends[2];
    if (::pipe(ends) != 0) return;
    pid_t const program = ::fork();
    if (program == 0) {
        //[daemon
        log_type log{sink};
        log.info("configuration read");
        if (::fork() != 0) ::_exit(0);  // leaves the log, and writes nothing
        ::setsid();
        log.adopt();  // in the child: the log goes on here
        log.info("daemon runs");
        (void)log.finish();
        //]
        ::_exit(0);
    }
    ::waitpid(program, nullptr, 0);
    ::close(ends[1]);
    char none = 0;
    (void)!::read(ends[0], &none, 1);  // till the daemon, which nobody can wait for, has ended
    ::close(ends[0]);
    show_records("daemon");
}

int main() {
    worker();
    daemon();
}
