// SPDX-License-Identifier: BSL-1.0
#include "text/table.hpp"

#include "encoding/colours.hpp"
#include "encoding/display_width.hpp"

#include <algorithm>
#include <numeric>

namespace viz::text {

namespace {

constexpr std::size_t gap = 2;

std::size_t width_of(std::string const& cell) { return display_width(without_colours(cell)); }

}  // namespace

std::vector<std::size_t> table::widths() const {
    std::vector<std::size_t> result(alignment_.size());
    for (auto const& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) result[i] = std::max(result[i], width_of(row[i]));
    }
    return result;
}

/// Truncates the cells of the column that gives way, but leaves them wide enough to recognise names.
void table::fit() {
    constexpr std::size_t least = 12;
    std::size_t const column = alignment_.find('f');
    if (column == std::string_view::npos) return;
    auto const all = widths();
    std::size_t const others = std::accumulate(all.begin(), all.end(), gap * (all.size() - 1)) - all[column];
    std::size_t const room = std::max(columns_ - std::min(others, columns_), least);
    for (auto& row : rows_) {
        if (row.size() > column) row[column] = fitted(row[column], room);
    }
}

void table::print(std::string& out) {
    fit();
    auto const columns = widths();
    for (auto const& row : rows_) {
        std::string line;
        std::size_t blanks = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::size_t const rest = columns[i] - width_of(row[i]);
            bool const right = alignment_[i] == 'r';
            if (!row[i].empty()) line.append(blanks + (right ? rest : 0), ' ').append(row[i]);
            blanks = row[i].empty() ? blanks + columns[i] : (right ? 0 : rest);
            blanks += gap;
        }
        bool const is_heading = &row == &rows_.front();
        out += (is_heading ? coloured(line, heading_) : line) + '\n';
    }
}

}  // namespace viz::text
