// SPDX-License-Identifier: BSL-1.0
#include "terminal.hpp"

#include <cstdlib>

namespace viz {

bool wants_colour(options const& o, terminal t) {
    char const* const refused = std::getenv("NO_COLOR");
    return o.colour.value_or(t.present && (refused == nullptr || *refused == '\0'));
}

int chart_columns(options const& o, terminal t) {
    constexpr int without_terminal = 100;
    return o.timer_columns.value_or(t.columns > 0 ? t.columns : without_terminal);
}

}  // namespace viz
