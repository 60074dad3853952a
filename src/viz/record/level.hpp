// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Levels of lines: 10, 20, 30 and 40 have names.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viz::text {

/// Returns the number of a level's name in any case, or of a number; nothing for any other text.
[[nodiscard]] std::optional<double> level_named(std::string_view name);

/// Returns the names of levels in lower case, the most severe first.
[[nodiscard]] std::vector<std::string> level_names();

/// Returns the name of a level, or the value that the record has instead, escaped for use in a line.
[[nodiscard]] std::string shown_level(std::string_view level);

/// Returns the escape sequence for lines of a level; empty above 40.
[[nodiscard]] std::string_view colour_of_level(double level);

}  // namespace viz::text
