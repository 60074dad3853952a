// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Levels of lines: 10, 20, 30 and 40 have names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viz::text {

/// The number of a level's name in any case, or of a number. Empty for all else.
[[nodiscard]] std::optional<double> level_named(std::string_view name);

/// Names of levels, in lower case, the gravest first.
[[nodiscard]] std::vector<std::string> level_names();

/// The name of a level, or what the record has in its place, fit for a line.
[[nodiscard]] std::string shown_level(std::string_view level);

/// The terminal's sequence for lines of a level; nothing above 40.
[[nodiscard]] std::string_view colour_of_level(double level);

}  // namespace viz::text
