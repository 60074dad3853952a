// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The names in records, among which the one that a user meant is searched.

#include "record/record.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace viz {

/// Returns how many bytes must be inserted, removed or replaced to make one text from the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// Names of members or of timers. Long names are left out, so the memory for a record is bounded by its size.
class known_names {
public:
    /// Adds the paths of all members, also of those in the data without `data.`, down to a depth of 4.
    void add_members(record const& r);

    void add_timers(record const& r);

    void absorb(known_names& other) { names_.merge(other.names_); }

    /// Returns the name that is nearest to a text, if it is near. A path that ends with all of the text is the nearest.
    [[nodiscard]] std::optional<std::string> nearest(std::string_view text) const;

private:
    void add(std::string_view name);
    void add_path(std::string const& prefix, std::string_view key, std::string_view value, std::size_t depth);
    void add_within(std::string const& prefix, std::string_view value, std::size_t depth);

    std::set<std::string, std::less<>> names_;
};

}  // namespace viz
