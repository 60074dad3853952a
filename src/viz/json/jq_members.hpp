// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Which members of its input a jq expression can read, so that others need not be converted.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// A set of members at any depth: all of a value, or those of an object that have names.
class member_set {
public:
    [[nodiscard]] static member_set everything();

    /// Adds the whole value at a path, whose names before `from` lead to this set.
    void add(std::vector<std::string> const& path, std::size_t from = 0);

    /// Adds the members of another set.
    void add(member_set const& other);

    /// Returns what is in the set of a member, whose name is a JSON string; null if nothing.
    [[nodiscard]] member_set const* find(std::string_view quoted) const;

private:
    [[nodiscard]] member_set& at(std::string const& name);

    bool all_ = false;
    std::vector<std::string> names_;
    std::vector<member_set> members_;  // by the place of their names
};

/// Returns what a valid expression can read of its input: no output and no error message depends on any other member.
/// Only paths, literals, operators and a few functions are understood; any other expression is said to read everything.
[[nodiscard]] member_set members_read_by(std::string_view expression);

}  // namespace viz
