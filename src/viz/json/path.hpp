// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Paths to parts of a JSON value: names of members and numbers of elements, separated by dots.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace viz::json {

/// Returns whether a text can only be a path: names of letters, digits, `_` and `-`, separated by dots. Characters
/// beyond ASCII count as letters.
[[nodiscard]] bool is_path(std::string_view text);

/// Returns the names in a path like `user.name` or `.tags.0`. Any text is a path.
[[nodiscard]] std::vector<std::string> parse_path(std::string_view path);

/// Returns the JSON text at a path; empty if there is none. If a name occurs twice, the last member is used. Without
/// names, returns the value itself. Takes one pass over the value.
[[nodiscard]] std::string_view value_at(std::string_view json, std::span<std::string const> path);

}  // namespace viz::json
