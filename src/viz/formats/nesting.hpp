// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What formats with one member or element on each line have in common.

#include "json/cursor.hpp"
#include "json/strings.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace viz::json {

/// Values that nest deeper are compact.
inline constexpr std::size_t deepest = 500;

/// The values of members by the texts of their keys.
using sorted_members = std::map<std::string, std::string_view>;

/// Returns the members of an object, the last one if keys are equal.
[[nodiscard]] inline sorted_members sorted(std::string_view object) {
    sorted_members members;
    cursor at{object};
    at.members([&](std::string_view key) { members[unescaped(key)] = at.value(); });
    return members;
}

}  // namespace viz::json
