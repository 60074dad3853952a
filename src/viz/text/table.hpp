// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Cells in columns, aligned by their width on a terminal.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace viz::text {

/// Collects rows and prints them with two spaces between columns. Cells are text without controls, except colours.
class table {
public:
    /// `alignment` contains an `l` or an `r` for each column, or `f` for one on the left whose cells are truncated
    /// where rows would be wider than `columns`; these cells have no colours. `heading` is the colour of the first row.
    table(std::string_view alignment, std::size_t columns, std::string_view heading)
        : alignment_(alignment), columns_(columns), heading_(heading) {}

    /// Missing cells at the end are empty.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    /// Appends each row with a line feed, without trailing spaces.
    void print(std::string& out);

private:
    [[nodiscard]] std::vector<std::size_t> widths() const;
    void fit();

    std::string_view alignment_;
    std::size_t columns_;
    std::string_view heading_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace viz::text
