// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How durations of many kinds are spread, in bounded memory.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace viz {

/// Counts durations of numbered rows in bins, each 1/512 of its place wide, so that what it tells is at most 0.1%
/// off. Before there would be more bins than a limit, bins become twice as wide, and `error` twice as great. Needs
/// less than 48 bytes for each bin of the limit, and no rows above half of it.
class distribution {
public:
    static constexpr std::size_t most_bins = std::size_t{3} << 17U;

    explicit distribution(std::size_t limit = most_bins);

    /// Seconds; what is negative counts as 0.
    void add(std::uint32_t row, double seconds);

    /// Adds what another one has counted, whose rows have the numbers `rows` here.
    void absorb(distribution const& other, std::vector<std::uint32_t> const& rows);

    /// The bins of all rows in order, for `percentile`. Nothing is added after it.
    void seal();

    /// The least duration that this part (0 to 1) of the row's durations does not exceed. After `seal`.
    [[nodiscard]] double percentile(std::uint32_t row, double part) const;

    /// How far off durations may be, as a part of them.
    [[nodiscard]] double error() const noexcept;

private:
    struct bin {
        std::uint64_t key;  // the row, and under it the place
        std::uint64_t count;
    };
    void add_to(std::uint64_t key, std::uint64_t count);
    [[nodiscard]] bool is_full() const noexcept { return used_ * 4 > slots_.size() * 3; }
    [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;
    void make_room();
    void rebuild(std::size_t slots, unsigned narrower);
    [[nodiscard]] double middle_of(std::uint32_t place) const noexcept;

    std::size_t limit_;
    std::vector<bin> slots_;  // a hash table; free where the count is 0
    std::size_t used_ = 0;
    unsigned doublings_ = 0;
    std::vector<bin> sorted_;  // with the counts of all bins of the row up to it
};

}  // namespace viz
