// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The terminals that the standard streams may be, and the defaults that depend on them.

#include <optional>

namespace viz {

/// Describes the terminal, if there is one.
struct terminal {
    bool present = false;
    int columns = 0;  ///< 0 if it is not known
    int rows = 0;     ///< 0 if it is not known
};

/// Returns the terminal that standard output is.
[[nodiscard]] terminal terminal_of_output();

/// Returns whether standard error is a terminal whose last line can be overwritten.
[[nodiscard]] bool has_status_line();

/// Returns whether standard input is a terminal, on which a user types.
[[nodiscard]] bool is_typed();

/// Returns the width of charts: the one that is asked for, or that of the terminal, or 100 columns.
[[nodiscard]] int chart_columns(std::optional<int> asked_for, terminal t);

/// Returns whether to use colours: as it is asked for, or else on a terminal, unless NO_COLOR is set.
[[nodiscard]] bool wants_colour(std::optional<bool> asked_for, terminal t);

}  // namespace viz
