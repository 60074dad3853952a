// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How many records sampled ones stand for, for the views that count.

#include "record/output.hpp"
#include "record/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace viz {

/// Adds up the weights of all records.
class sample_weights {
public:
    /// Returns the weight of a record: 1 / `sample_rate`, or 1 if it has none, or a wrong one, which is counted.
    double add(record const& r);
    void absorb(sample_weights const& other);

    /// Returns whether any record stands for others.
    [[nodiscard]] bool any() const noexcept { return total_ > static_cast<double>(records_); }

    /// Returns how many records were read, and how many they stand for, as a line without its end.
    [[nodiscard]] std::string summary() const;

    /// Reports wrong rates, if there were any.
    void report(output& out) const;

private:
    std::size_t records_ = 0;
    double total_ = 0;
    std::size_t wrong_ = 0;
    std::uint64_t first_wrong_ = 0;  // its position
    std::string example_;            // the rate of that record
};

}  // namespace viz
