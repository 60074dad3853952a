// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What overviews have in common: their size and their colours.

#include "cli/options.hpp"
#include "encoding/colours.hpp"
#include "system/terminal.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>

namespace viz {

/// How large an overview may be, and its colours.
struct overview_style {
    std::size_t columns = 100;
    std::size_t rows = std::numeric_limits<std::size_t>::max();  ///< that fit above the next prompt of a shell
    text::palette colours;
};

[[nodiscard]] inline overview_style overview_style_of(options const& o, terminal t) {
    overview_style style{.columns = static_cast<std::size_t>(std::max(chart_columns(o.timer_columns, t), 0)),
                         .colours = text::palette_of(wants_colour(o.colour, t))};
    if (t.rows > 0) style.rows = static_cast<std::size_t>(t.rows) - 1;
    return style;
}

/// What an overview says that no record has passed the filters for.
inline constexpr std::string_view no_records = "no records\n";

}  // namespace viz
