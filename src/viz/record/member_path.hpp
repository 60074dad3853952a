// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Paths that users write to parts of a record.

#include "record/record.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

/// Returns the name of the timer in `timers.NAME`, which may contain dots; nothing for any other path.
[[nodiscard]] std::optional<std::string> timer_in(std::span<std::string const> path);

/// A path that begins in the record or else in its data, or `timers.NAME` for the total time of the timers of this
/// name.
class member_path {
public:
    /// The path is not empty.
    explicit member_path(std::vector<std::string> names) : names_(std::move(names)), timer_(timer_in(names_)) {}

    /// Parses a path as `json::parse_path` does.
    explicit member_path(std::string_view text);

    [[nodiscard]] std::vector<std::string> const& names() const noexcept { return names_; }

    /// Returns JSON text, which is empty if there is none; seconds for a timer. It is valid until the next call, and as
    /// long as the record.
    [[nodiscard]] std::string_view of(record const& r);

private:
    std::vector<std::string> names_;
    std::optional<std::string> timer_;
    std::string time_;  // of the timers of the last record
};

}  // namespace viz
