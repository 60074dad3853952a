// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Control sequences of terminals, with which programs colour their output.

#include <string>
#include <string_view>

namespace viz::text {

/// Returns the text without sequences like `ESC [ 1 ; 31 m`, and without any other ESC, which no JSON text contains.
[[nodiscard]] std::string without_colours(std::string_view text);

/// The sequences that begin a colour; empty where there are no colours.
struct palette {
    std::string_view title;     ///< the line with the time of a record or a chart
    std::string_view heading;   ///< the first row of a table, axes and legends
    std::string_view ordinary;  ///< bars
    std::string_view failed;    ///< what failed
    std::string_view waiting;   ///< time that no timer explains
};

[[nodiscard]] palette palette_of(bool coloured);

/// Returns the text between the sequence that begins a colour and the one that ends it; unchanged if either is empty.
[[nodiscard]] std::string coloured(std::string_view text, std::string_view colour);

}  // namespace viz::text
