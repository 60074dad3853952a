// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The end of a log, for the filter `--last`.

#include <optional>
#include <string>
#include <vector>

namespace viz {

/// Returns the latest start of a record in files, in seconds since the epoch. Errors are not reported, since the files
/// are read again. Reads only outlines, and only of lines that may be later.
[[nodiscard]] std::optional<double> latest_start(std::vector<std::string> const& files);

}  // namespace viz
