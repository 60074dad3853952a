// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Cells in columns, aligned by what they take on a terminal.

#include <string>
#include <string_view>
#include <vector>

namespace viz::text {

/// Gathers rows and prints them with two blanks between columns. Cells are text without controls.
class table {
public:
    /// `alignment` has an `l` or an `r` for each column.
    explicit table(std::string_view alignment) : alignment_(alignment) {}

    /// Cells that are missing at the end are empty.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    /// Appends each row with a line feed, and no blanks before it.
    void print(std::string& out) const;

private:
    [[nodiscard]] std::vector<std::size_t> widths() const;

    std::string_view alignment_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace viz::text
