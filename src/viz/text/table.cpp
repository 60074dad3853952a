// SPDX-License-Identifier: BSL-1.0
#include "text/table.hpp"

#include "encoding/display_width.hpp"

#include <algorithm>

namespace viz::text {

std::vector<std::size_t> table::widths() const {
    std::vector<std::size_t> result(alignment_.size());
    for (auto const& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) result[i] = std::max(result[i], display_width(row[i]));
    }
    return result;
}

void table::print(std::string& out) const {
    auto const columns = widths();
    for (auto const& row : rows_) {
        std::size_t blanks = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::size_t const rest = columns[i] - display_width(row[i]);
            bool const right = alignment_[i] == 'r';
            if (!row[i].empty()) out.append(blanks + (right ? rest : 0), ' ').append(row[i]);
            blanks = row[i].empty() ? blanks + columns[i] : (right ? 0 : rest);
            blanks += 2;
        }
        out += '\n';
    }
}

}  // namespace viz::text
