// SPDX-License-Identifier: BSL-1.0
#include "excess.hpp"
#include "jq.hpp"
#include "options.hpp"
#include "output.hpp"
#include "reporter.hpp"
#include "run.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace {

viz::terminal standard_output() {
    viz::terminal t;
    t.present = isatty(STDOUT_FILENO) == 1;
    winsize size{};
    if (t.present && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) t.columns = size.ws_col;
    return t;
}

viz::exit_status work(std::vector<std::string> const& arguments) {
    viz::output help;
    auto const options = viz::parse_command_line(arguments, help.bytes);
    if (options) return viz::run(*options, standard_output());
    viz::reporter to;
    static_cast<void>(to.write(help));  // the last that is written
    return to.status();
}

viz::exit_status report(std::exception const& failure, viz::exit_status status) {
    viz::print_message(failure.what());
    return status;
}

viz::exit_status work_and_report(std::vector<std::string> const& arguments) {
    try {
        return work(arguments);
    } catch (viz::usage_error const& failure) {
        return report(failure, viz::exit_status::usage);
    } catch (viz::jq_error const& failure) {
        return report(failure, viz::exit_status::usage);
    } catch (std::bad_alloc const&) {
        viz::print_message("there is not enough memory");  // the exception knows but the name of its type
        return viz::exit_status::failed;
    } catch (std::exception const& failure) {
        return report(failure, viz::exit_status::failed);
    }
}

/// Else the next file that is opened would be standard error, and get the messages. What is put there can be used no
/// more than what is closed, since it is open for the other direction.
void occupy_closed_descriptors() {
    for (int const descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(descriptor, F_GETFD) >= 0) continue;
        static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));  // the lowest is taken
    }
}

/// glibc keeps for each thread as much as was ever freed at once, unless it is told from where on the system gets its
/// memory back: else each thread that has seen a long line has its size for good.
void give_large_memory_back() {
#ifdef __GLIBC__  // others have no such function, nor such a habit
    mallopt(M_MMAP_THRESHOLD, viz::most_kept);
#endif
}

}  // namespace

int main(int argc, char** argv) {
    give_large_memory_back();
    occupy_closed_descriptors();
    // A reader that leaves and a file that is as large as it may be are seen when writing fails.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    return static_cast<int>(work_and_report({argv + 1, argv + argc}));
}
