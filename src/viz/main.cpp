// SPDX-License-Identifier: BSL-1.0
#include "cli/options.hpp"
#include "cli/parse.hpp"
#include "cli/usage_error.hpp"
#include "json/jq.hpp"
#include "pipeline/reporter.hpp"
#include "pipeline/run.hpp"
#include "record/output.hpp"
#include "system/excess.hpp"
#include "system/terminal.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace {

viz::exit_status work(std::vector<std::string> const& arguments) {
    viz::output help;
    auto const options = viz::parse_command_line(arguments, help.bytes);
    if (options) return viz::run(*options, viz::terminal_of_output());
    viz::reporter to;
    static_cast<void>(to.write(help));  // ignored: nothing else is written
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
        viz::print_message("there is not enough memory");  // the exception's own text is only a type name
        return viz::exit_status::failed;
    } catch (std::exception const& failure) {
        return report(failure, viz::exit_status::failed);
    }
}

/// Otherwise the next file that is opened would become standard error and receive the messages. The descriptors stay
/// unusable: they are opened for the opposite direction.
void occupy_closed_descriptors() {
    for (int const descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(descriptor, F_GETFD) >= 0) continue;
        static_cast<void>(open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));  // the lowest is used
    }
}

/// By default, glibc keeps the memory of large blocks once they have been freed, so each thread that has read a long
/// line would keep memory of its size. With a fixed threshold, large blocks are returned to the system.
void give_large_memory_back() {
#ifdef __GLIBC__  // other libraries do not have this function or need it
    mallopt(M_MMAP_THRESHOLD, viz::most_kept);
#endif
}

}  // namespace

int main(int argc, char** argv) {
    give_large_memory_back();
    occupy_closed_descriptors();
    // A closed pipe and a file size limit are reported when writing fails, not by a signal.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    return static_cast<int>(work_and_report({argv + 1, argv + argc}));
}
