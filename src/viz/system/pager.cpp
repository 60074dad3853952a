// SPDX-License-Identifier: BSL-1.0
#include "system/pager.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>

namespace viz {

namespace {

[[noreturn]] void fail_to_start() { throw std::system_error{errno, std::generic_category(), "cannot start the pager"}; }

/// Shell code whose first argument is the command. If the command cannot be started, it has read nothing, and the shell
/// has reported why.
constexpr char const* run_or_cat = "eval \"$1\"; case $? in 126 | 127) exec cat ;; esac";

/// The code of the child process. Only async-signal-safe functions may be called after `fork`.
[[noreturn]] void become(char const* command, int input) {
    dup2(input, STDIN_FILENO);
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGXFSZ, SIG_DFL);
    execl("/bin/sh", "sh", "-c", run_or_cat, "sh", command,
          static_cast<char*>(nullptr));  // the type that the ellipsis requires
    _exit(127);
}

}  // namespace

std::optional<std::string> pager_command(bool asked_for) {
    if (char const* const chosen = std::getenv("PAGER")) {
        bool const none = std::string_view{chosen}.empty() || std::string_view{chosen} == "cat";
        return none ? std::nullopt : std::optional<std::string>{chosen};
    }
    return asked_for ? std::optional<std::string>{"less -FRX"} : std::nullopt;
}

pager::pager(std::string const& command) : output_(dup(STDOUT_FILENO)) {
    std::array<int, 2> ends;
    if (output_ < 0 || pipe(ends.data()) != 0) fail_to_start();
    setenv("LESS", "FRX", 0);  // so that less shows colours, unless the user has set LESS
    process_ = fork();
    if (process_ < 0) fail_to_start();
    if (process_ == 0) {
        close(ends[1]);
        close(output_);
        become(command.c_str(), ends[0]);
    }
    std::signal(SIGINT, SIG_IGN);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
}

pager::~pager() {
    dup2(output_, STDOUT_FILENO);  // closes the pipe
    close(output_);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
    std::signal(SIGINT, SIG_DFL);
}

}  // namespace viz
