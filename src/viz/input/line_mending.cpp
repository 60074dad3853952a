// SPDX-License-Identifier: BSL-1.0
#include "input/line_mending.hpp"

#include <algorithm>

namespace viz {

std::size_t mend_line(std::span<char> part) {
    auto const rest = std::ranges::unique(part, [](char a, char b) { return a == '\0' && b == '\0'; });
    part = part.first(part.size() - rest.size());
    for (std::size_t i = 0; i + 1 < part.size(); ++i) {
        if (part[i] == '\r') part[i] = '\n';
    }
    return part.size();
}

}  // namespace viz
