// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Converts options to the style of lines.

#include "cli/options.hpp"
#include "system/terminal.hpp"
#include "text/lines.hpp"

namespace viz {

[[nodiscard]] inline text::line_style line_style_of(options const& o, terminal t) {
    return {.verbosity = o.verbosity,
            .error = o.error,
            .warn = o.warn,
            .info = o.info,
            .debug = o.debug,
            .preserve_newlines = o.preserve_newlines,
            .colour = wants_colour(o.colour, t)};
}

}  // namespace viz
