// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Statistics of all records, of records with equal values, and of their timers.

#include "cli/options.hpp"
#include "views/distribution.hpp"
#include "views/names.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace viz {

/// Shows counts, rates, errors and percentiles of durations. Keeps 32 768 rows, 8 MiB of names, and a `distribution`:
/// below 40 MB. Beyond that, new values share a group, and so do timers.
class stats_view final : public view {
public:
    explicit stats_view(options const& o);

    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

    static constexpr std::size_t most_rows = std::size_t{1} << 15U;

private:
    using number = std::uint32_t;

    struct row {
        number group;
        number timer;
        std::size_t count = 0;
        std::size_t errors = 0;
        double longest = 0;
    };

    [[nodiscard]] number group_of(record const& r);
    [[nodiscard]] number timer_of(record::timer const& timer);
    [[nodiscard]] number group_with_room(number group) const;
    [[nodiscard]] number number_here(stats_view const& other, number there);
    [[nodiscard]] std::optional<number> number_of(std::string_view value);
    [[nodiscard]] number row_of(number group, number timer);
    void add(number group, number timer, double seconds, bool failed);

    void put_in_order(std::vector<number>& rows, number row::* shown) const;
    [[nodiscard]] std::vector<std::vector<number>> shown_groups(std::size_t& left_out) const;
    [[nodiscard]] std::string name_of(row const& r) const;
    [[nodiscard]] double percentile(number i, double part) const;
    [[nodiscard]] std::vector<std::string> cells_of(number i) const;

    bool timers_;
    std::string by_;
    std::vector<std::string> path_;
    std::size_t top_;
    names names_;
    std::vector<row> rows_;
    std::unordered_map<std::uint64_t, number> numbers_;  // of rows, by group and timer
    distribution durations_;
    double earliest_ = std::numeric_limits<double>::max();
    double latest_ = std::numeric_limits<double>::lowest();
};

}  // namespace viz
