// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Paths to what is within a JSON value: names of members and numbers of elements, with dots between them.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace viz::json {

/// Whether text can only be meant as a path: names of letters, digits, `_` and `-`, with dots between them. What is
/// beyond ASCII counts as a letter.
[[nodiscard]] bool is_path(std::string_view text);

/// The names in a path like `user.name` or `.tags.0`. Any text is one.
[[nodiscard]] std::vector<std::string> parse_path(std::string_view path);

/// The JSON text at a path; empty where there is none. Of equal members the last counts. Without names, the value
/// itself. One pass over the value.
[[nodiscard]] std::string_view value_at(std::string_view json, std::span<std::string const> path);

}  // namespace viz::json
