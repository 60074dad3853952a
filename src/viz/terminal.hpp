// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The terminal that standard output may be, and the defaults that depend on it.

#include "options.hpp"

namespace viz {

/// Describes the terminal, if there is one.
struct terminal {
    bool present = false;
    int columns = 0;  ///< 0 if it is not known
};

/// Returns the width of charts: that of the options, or of the terminal, or 100 columns.
[[nodiscard]] int chart_columns(options const& o, terminal t);

/// Returns whether to use colours: as the options say, or else on a terminal, unless NO_COLOR is set.
[[nodiscard]] bool wants_colour(options const& o, terminal t);

}  // namespace viz
