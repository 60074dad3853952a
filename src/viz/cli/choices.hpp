// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The named values of an option that accepts only a few.

#include "cli/usage_error.hpp"
#include "encoding/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

template <class Value, std::size_t Count>
using choices = std::array<std::pair<std::string_view, Value>, Count>;

template <class Value, std::size_t Count>
[[nodiscard]] std::vector<std::string> names_in(choices<Value, Count> const& known) {
    std::vector<std::string> names(Count);
    std::ranges::transform(known, names.begin(), [](auto const& choice) { return std::string{choice.first}; });
    return names;
}

/// Returns the value of a name. Throws `usage_error`, which lists all names.
template <class Value, std::size_t Count>
[[nodiscard]] Value chosen(std::string const& option, std::string const& name, choices<Value, Count> const& known) {
    for (auto const& [known_name, value] : known) {
        if (known_name == name) return value;
    }
    throw usage_error{option + " " + name + ": must be " + listed(names_in(known))};
}

}  // namespace viz
