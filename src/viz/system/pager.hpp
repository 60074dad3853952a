// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Runs a program that shows the output page by page.

#include <sys/types.h>

#include <optional>
#include <string>

namespace viz {

/// Returns the command: the value of PAGER; or, if PAGER is not set and a pager is asked for, `less -FRX`. Returns
/// nothing if PAGER is empty or `cat`.
[[nodiscard]] std::optional<std::string> pager_command(bool asked_for);

/// Redirects standard output to a pager. The destructor waits until the user has left the pager. Until then SIGINT is
/// left to the pager. If the command cannot be started, the output is shown without it.
class pager {
public:
    /// Throws `std::system_error`.
    explicit pager(std::string const& command);
    pager(pager&&) = delete;
    ~pager();

private:
    int output_;  // the original standard output
    pid_t process_;
};

}  // namespace viz
