// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A program that shows the output page by page.

#include <sys/types.h>

#include <optional>
#include <string>

namespace viz {

/// The command for it: what PAGER says; without PAGER, where one is asked for, `less -FRX` if there is such a program.
/// Nothing where PAGER is empty or `cat`.
[[nodiscard]] std::optional<std::string> pager_command(bool asked_for);

/// Gets all that is written to standard output while this lives; at its end, waits until the user has left. Meanwhile
/// an interrupt from the keyboard is the pager's. Where the command cannot be started, the output is shown without.
class pager {
public:
    /// Throws `std::system_error`.
    explicit pager(std::string const& command);
    pager(pager&&) = delete;
    ~pager();

private:
    int output_;  // what standard output was
    pid_t process_;
};

}  // namespace viz
