// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The width of text on a terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace viz::text {

/// Returns the width of well-formed UTF-8: 2 for most East Asian characters and emoji, 0 for combining marks.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Returns what fills `text` up to `columns`; nothing if it is wide enough.
[[nodiscard]] std::string filling(std::string_view text, std::size_t columns, char with = ' ');

/// Returns the beginning that fits into `columns`, with an ellipsis instead of the rest. `columns` is at least 1.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t columns);

}  // namespace viz::text
