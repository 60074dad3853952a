// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The terminal that standard output may be, and what it decides where options leave that open.

#include "options.hpp"

namespace viz {

/// What the terminal is like, or that there is none.
struct terminal {
    bool present = false;
    int columns = 0;  ///< 0 where it does not tell
};

/// How wide charts are: as the options say, else as the terminal is, else 100 columns.
[[nodiscard]] int chart_columns(options const& o, terminal t);

/// Whether there are colours: as the options say, else on a terminal, unless NO_COLOR is set.
[[nodiscard]] bool wants_colour(options const& o, terminal t);

}  // namespace viz
