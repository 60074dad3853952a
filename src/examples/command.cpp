// SPDX-License-Identifier: BSL-1.0

// A command: how it ended is its outcome, and a terminal gets text.

#include <logdefer/formats/text_serializer.hpp>
#include <logdefer/logdefer.hpp>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>

#include <unistd.h>

namespace {

//[work
std::sig_atomic_t volatile interrupted = 0;

extern "C" void on_interrupt(int) { interrupted = 1; }

/// Imports some files. Returns the exit status of the command.
template <class Log>
int import_files(Log& log) {
    for (int file = 1; file <= 3; ++file) {
        if (interrupted != 0) {
            log.outcome(logdefer::outcome::cancelled);
            return 128 + SIGINT;
        }
        log.debug("reading", {{"file", file}});
        if (file == 2) std::raise(SIGINT);  // somebody presses Ctrl-C
        log.info("imported", {{"file", file}});
    }
    return EXIT_SUCCESS;
}
//]

//[command
template <class Serializer>
int run(logdefer::settings const& settings) {
    logdefer::descriptor_sink sink{STDOUT_FILENO};
    logdefer::basic_log_defer<logdefer::system_clock, Serializer> log{sink, settings};
    int status = EXIT_FAILURE;
    try {
        status = import_files(log);
    } catch (std::exception const& e) {
        log.exception(e);
        log.outcome(logdefer::outcome::failed);
    }
    log.data("exit_status", status);
    return status;
}

int verbosity_from(char const* variable, int otherwise) {
    char const* const value = std::getenv(variable);
    if (value == nullptr) return otherwise;
    std::string_view const digits{value};
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), otherwise);  // unchanged if it is no number
    return otherwise;
}

int command() {
    std::signal(SIGINT, on_interrupt);
    logdefer::settings const settings{.verbosity = verbosity_from("IMPORT_VERBOSITY", 30)};
    return ::isatty(STDOUT_FILENO) != 0 ? run<logdefer::text_serializer>(settings)
                                        : run<logdefer::json_serializer>(settings);
}
//]

}  // namespace

int main() { return command() == 128 + SIGINT ? EXIT_SUCCESS : EXIT_FAILURE; }
