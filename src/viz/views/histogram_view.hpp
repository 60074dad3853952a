// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows how many records took how long, as bars.

#include "views/view.hpp"

#include <array>
#include <cstddef>

namespace viz {

/// Counts durations in bins of about equal width on a logarithmic scale.
class histogram_view final : public view {
public:
    explicit histogram_view(int columns) : columns_(columns) {}

    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    static constexpr std::size_t bins_of_decade = 6;
    static constexpr std::size_t decades = 12;  // the first begins at a microsecond
    static constexpr std::size_t bins = 1 + decades * bins_of_decade;

    /// Returns where a bin begins, in seconds.
    [[nodiscard]] static double begin_of(std::size_t bin);

    int columns_;
    std::array<std::size_t, bins> counts_{};
};

}  // namespace viz
