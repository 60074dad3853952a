// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Distributions of many kinds of durations in bounded memory.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace viz {

/// Adds up the weights of the durations of numbered rows in bins, each 1/512 of its value wide, so that results have an
/// error of at most 0.1%. When the limit of bins is reached, bins become twice as wide, and `error` twice as large.
/// Takes less than 48 bytes for each bin of the limit. There must be at most half as many rows as bins.
class distribution {
public:
    static constexpr std::size_t most_bins = std::size_t{3} << 17U;

    explicit distribution(std::size_t limit = most_bins);

    /// Adds a duration in seconds. Negative ones count as 0. The weight is above 0.
    void add(std::uint32_t row, double seconds, double weight = 1);

    /// Adds the weights of another distribution, whose rows have the numbers `rows` here.
    void absorb(distribution const& other, std::vector<std::uint32_t> const& rows);

    /// Gives the row `i` the number `rows[i]`. Rows that get the same number are joined.
    void renumber(std::vector<std::uint32_t> const& rows);

    /// Sorts the bins of all rows for `percentile`. No more durations may be added.
    void seal();

    /// Returns the least duration that this part (0 to 1) of the row's durations, by weight, does not exceed. Called
    /// after `seal`.
    [[nodiscard]] double percentile(std::uint32_t row, double part) const;

    /// Returns the greatest relative error of durations.
    [[nodiscard]] double error() const noexcept;

private:
    struct bin {
        std::uint64_t key;  // the row, and in the lower bits the place
        double weight;
    };
    void add_to(std::uint64_t key, double weight);
    [[nodiscard]] bool is_full() const noexcept { return used_ * 4 > slots_.size() * 3; }
    [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;
    void make_room();
    void rebuild(std::size_t slots, unsigned narrower);
    [[nodiscard]] double middle_of(std::uint32_t place) const noexcept;

    std::size_t limit_;
    // A hash table; a slot is free if its weight is 0. Boost's unordered_flat_map took 1.1 to 2 times as long for an
    // addition, and 20 % more memory.
    std::vector<bin> slots_;
    std::size_t used_ = 0;
    unsigned doublings_ = 0;
    std::vector<bin> sorted_;  // with cumulative weights within each row
};

}  // namespace viz
