// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Statistics of all records, of records with equal values, and of their timers.

#include "cli/options.hpp"
#include "counting/distribution.hpp"
#include "counting/folding.hpp"
#include "counting/names.hpp"
#include "system/terminal.hpp"
#include "views/labeller.hpp"
#include "views/overview.hpp"
#include "views/sample_weights.hpp"
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

/// Shows counts, rates, errors and percentiles of durations, weighted by sample rates. Keeps 65 536 rows, 8 MiB of
/// values, and a `distribution`: below 40 MB.
///
/// Which values have rows is decided as in the algorithm Space-Saving (Ahmed Metwally, Divyakant Agrawal, Amr El
/// Abbadi: Efficient computation of frequent and top-k elements in data streams, 2005), except that values are evicted
/// many at a time: the rarer half when there is no room. The records of a value that is evicted join a common row. A
/// value that comes later may have been among those, and then misses at most as many records as the most frequent of
/// them had. So the records that any value misses are at most 2 N / K for N records and K values that have room. Two
/// views are merged as summaries are in Agarwal, Cormode, Huang, Phillips, Wei, Yi: Mergeable summaries (2012).
class stats_view final : public view {
public:
    stats_view(options const& o, terminal t, jq_input& input);

    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

    static constexpr std::size_t most_rows = std::size_t{1} << 16U;
    static constexpr std::size_t most_timers = std::size_t{1} << 12U;    ///< further names share a row of each value
    static constexpr std::size_t longest_value = std::size_t{1} << 12U;  ///< in bytes; a longer one has no row

private:
    using number = std::uint32_t;

    struct row {
        number group;
        number timer;
        std::size_t durations = 0;
        double count = 0;  // the sum of their weights
        double errors = 0;
        double shortest = std::numeric_limits<double>::max();
        double longest = 0;
    };

    [[nodiscard]] number group_of(std::optional<std::string_view> label);
    [[nodiscard]] number timer_of(record::timer const& timer);
    [[nodiscard]] number number_of_value(std::string_view text);
    [[nodiscard]] number number_of_timer(std::string_view text);
    [[nodiscard]] number row_of(number group, number timer);
    void add(number group, number timer, double seconds, double weight, bool failed);
    [[nodiscard]] distribution& durations_of(number at);
    [[nodiscard]] distribution const& durations_of(number at) const;
    void merge(row const& from, number at);

    [[nodiscard]] bool is_full() const noexcept;
    [[nodiscard]] std::vector<number> groups_to_keep();
    void evict();
    [[nodiscard]] std::vector<number> take_values(stats_view const& other);

    [[nodiscard]] std::vector<double> keys() const;
    void put_in_order(std::vector<number>& rows, number row::* shown, std::vector<double> const& keys) const;
    [[nodiscard]] std::vector<std::vector<number>> shown_groups(std::size_t& left_out) const;
    [[nodiscard]] std::size_t leave_out_for_screen(std::vector<std::vector<number>>& groups) const;
    [[nodiscard]] bool is_approximate(row const& r) const;
    [[nodiscard]] std::string name_of(row const& r) const;
    [[nodiscard]] std::string const& shown_text(number row::* shown, row const& r) const;
    [[nodiscard]] double percentile(number i, double part) const;
    [[nodiscard]] std::vector<std::string> cells_of(number i) const;
    void report_missed(output& out) const;

    bool timers_;
    std::string by_;
    std::optional<labeller> labels_;  // of --by
    folding folding_;
    row_order order_;
    std::optional<std::size_t> top_;
    overview_style style_;
    sample_weights weights_;
    names values_;
    std::vector<double> missed_;  // by each value: the most records that it may have had before it got a row
    double missed_by_new_ = 0;    // by a value that has no row
    names timer_names_;
    std::vector<row> rows_;
    std::unordered_map<std::uint64_t, number> numbers_;  // of rows, by group and timer
    distribution durations_;                             // of the values
    distribution durations_of_all_;                      // whose percentiles do not depend on how many values there are
    double earliest_ = std::numeric_limits<double>::max();
    double latest_ = std::numeric_limits<double>::lowest();
};

}  // namespace viz
