// SPDX-License-Identifier: BSL-1.0

// Records in files that are rotated, and on standard output.

#include <logdefer/logdefer.hpp>
#include <logdefer/sinks/descriptor_sink.hpp>
#include <logdefer/sinks/file_sink.hpp>
#include <logdefer/testing.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>

#include <unistd.h>

using log_type = logdefer::basic_log_defer<logdefer::manual_clock>;
using namespace std::chrono_literals;

void begin(char const* name) { std::cout << "== " << name << '\n' << std::flush; }

void show(char const* file) {
    std::cout << std::ifstream{file}.rdbuf() << std::flush;
    std::remove(file);
}

void options() {
    begin("options");
    //[options
    logdefer::file_sink audit{"audit.log",
                              {.permissions = 0640,      // of a new file
                               .check_interval = 100ms,  // how soon a rotation is noticed
                               .sync_interval = 0s}};    // every record is on the disk when finish() returns
    log_type log{audit};
    log.info("paid");
    std::error_code const code = log.finish();  // no error: the record is a line of the file
    //]
    if (!code) show("audit.log");
}

//[handler
logdefer::file_sink* rotated_file = nullptr;

extern "C" void on_hangup(int) { rotated_file->reopen(); }
//]

void rotation() {
    begin("rotation");
    //[rotation
    logdefer::file_sink sink{"requests.log", {.check_interval = logdefer::file_options::never}};
    rotated_file = &sink;
    std::signal(SIGHUP, on_hangup);
    {
        log_type log{sink};
        log.info("before");
    }
    std::rename("requests.log", "requests.log.1");
    std::raise(SIGHUP);
    {
        log_type log{sink};
        log.info("after");  // is in a new requests.log
    }
    //]
    std::signal(SIGHUP, SIG_DFL);
    std::remove("requests.log.1");
    show("requests.log");
}

void standard_output() {
    begin("stdout");
    //[stdout
    logdefer::descriptor_sink sink{STDOUT_FILENO};
    log_type log{sink};
    log.info("for the journal");
    //]
}

void batch() {
    begin("batch");
    //[batch
    logdefer::file_sink sink{"requests.log"};
    std::size_t written = 0;
    std::error_code const code = sink.write("{\"id\":1}\n{\"id\":2}\n", written);
    std::cout << code.value() << ' ' << written << '\n';  // after an error, the whole lines that can be read
    //]
    std::remove("requests.log");
}

int main() {
    options();
    rotation();
    standard_output();
    batch();
}
