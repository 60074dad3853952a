// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows how many records took how long, as bars.

#include "views/overview.hpp"
#include "views/sample_weights.hpp"
#include "views/view.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace viz {

/// Counts durations, weighted by sample rates, in bins of about equal width on a logarithmic scale. Rows that are too
/// many for the screen are joined: two by two, or those of each power of ten.
class histogram_view final : public view {
public:
    explicit histogram_view(overview_style style) : style_(style) {}

    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    static constexpr std::size_t bins_of_decade = 6;
    static constexpr std::size_t decades = 12;  // the first begins at a microsecond
    static constexpr std::size_t bins = 1 + decades * bins_of_decade;

    /// Returns where a bin begins, in seconds.
    [[nodiscard]] static double begin_of(std::size_t bin);

    struct bar_row {
        double begin;
        double end;
        double count;
    };

    [[nodiscard]] std::vector<bar_row> rows_that_fit() const;

    overview_style style_;
    std::array<double, bins> counts_{};
    sample_weights weights_;
};

}  // namespace viz
