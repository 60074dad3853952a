// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The terminal that standard output may be, and the defaults that depend on it.

#include <optional>

namespace viz {

/// Describes the terminal, if there is one.
struct terminal {
    bool present = false;
    int columns = 0;  ///< 0 if it is not known
    int rows = 0;     ///< 0 if it is not known
};

/// Returns the width of charts: the one that is asked for, or that of the terminal, or 100 columns.
[[nodiscard]] int chart_columns(std::optional<int> asked_for, terminal t);

/// Returns whether to use colours: as it is asked for, or else on a terminal, unless NO_COLOR is set.
[[nodiscard]] bool wants_colour(std::optional<bool> asked_for, terminal t);

}  // namespace viz
