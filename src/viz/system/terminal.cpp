// SPDX-License-Identifier: BSL-1.0
#include "system/terminal.hpp"

#include <cstdlib>

namespace viz {

bool wants_colour(std::optional<bool> asked_for, terminal t) {
    char const* const refused = std::getenv("NO_COLOR");
    return asked_for.value_or(t.present && (refused == nullptr || *refused == '\0'));
}

int chart_columns(std::optional<int> asked_for, terminal t) {
    constexpr int without_terminal = 100;
    return asked_for.value_or(t.columns > 0 ? t.columns : without_terminal);
}

}  // namespace viz
