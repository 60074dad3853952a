// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Rules that join values that differ only in their parts, such as paths with ids.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

/// The rule that replaces the ids in paths.
inline constexpr std::string_view fold_ids = "ids";

/// Replaces values by what they have in common.
class folding {
public:
    /// A rule is `ids`, or a pattern in which `*` stands for one or more bytes other than `/`.
    explicit folding(std::vector<std::string> rules) : rules_(std::move(rules)) {}

    [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

    /// Applies the rules in turn. A pattern replaces a value that it matches as a whole, and ends this. `ids` replaces
    /// each part of a path that is a number, a UUID or at least 8 hexadecimal digits, not all of them letters, by
    /// `:id`. A value without a `/` is no path.
    [[nodiscard]] std::string operator()(std::string_view value) const;

private:
    std::vector<std::string> rules_;
};

}  // namespace viz
