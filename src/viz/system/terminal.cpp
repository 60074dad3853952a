// SPDX-License-Identifier: BSL-1.0
#include "system/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace viz {

terminal terminal_of_output() {
    terminal t;
    t.present = isatty(STDOUT_FILENO) == 1;
    winsize size{};
    if (t.present && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        t.columns = size.ws_col;
        t.rows = size.ws_row;
    }
    return t;
}

bool has_status_line() {
    char const* const kind = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view{kind} != "dumb";
}

bool is_typed() { return isatty(STDIN_FILENO) == 1; }

bool wants_colour(std::optional<bool> asked_for, terminal t) {
    char const* const refused = std::getenv("NO_COLOR");
    return asked_for.value_or(t.present && (refused == nullptr || *refused == '\0'));
}

int chart_columns(std::optional<int> asked_for, terminal t) {
    constexpr int without_terminal = 100;
    return asked_for.value_or(t.columns > 0 ? t.columns : without_terminal);
}

}  // namespace viz
