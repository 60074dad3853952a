// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Cells in columns, aligned by their width on a terminal.

#include <string>
#include <string_view>
#include <vector>

namespace viz::text {

/// Collects rows and prints them with two spaces between columns. Cells are text without controls.
class table {
public:
    /// `alignment` contains an `l` or an `r` for each column.
    explicit table(std::string_view alignment) : alignment_(alignment) {}

    /// Missing cells at the end are empty.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    /// Appends each row with a line feed, without trailing spaces.
    void print(std::string& out) const;

private:
    [[nodiscard]] std::vector<std::size_t> widths() const;

    std::string_view alignment_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace viz::text
