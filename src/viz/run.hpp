// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The whole way from input to output.

#include "options.hpp"
#include "reporter.hpp"
#include "terminal.hpp"

namespace viz {

/// Reads, shows and reports until the input ends or nobody reads the output. An interrupt, or SIGTERM, ends what is
/// followed and then the process. Throws `usage_error` and `jq_error` before anything is read.
[[nodiscard]] exit_status run(options const& o, terminal t);

}  // namespace viz
