// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Runs the viewer from input to output.

#include "cli/options.hpp"
#include "pipeline/reporter.hpp"
#include "system/terminal.hpp"

namespace viz {

/// Reads, shows and reports until the input ends or the reader of the output has gone. SIGINT or SIGTERM ends the
/// following of a file, and then the process. Throws `usage_error` and `jq_error` before anything is read.
[[nodiscard]] exit_status run(options const& given, terminal t);

}  // namespace viz
