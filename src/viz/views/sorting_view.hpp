// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records in another order than that of the input.

#include "spool.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace viz {

/// Keeps the records in a spool and 24 bytes for each in memory, and shows them to another view at the end: by their
/// starts, or the longest first. Of equal ones the order is kept; those without a start count as 0. With a limit only
/// the first so many are kept and shown.
class sorting_view final : public view {
public:
    sorting_view(std::unique_ptr<view> inner, sort_key by, std::optional<int> limit)
        : inner_(std::move(inner)),
          by_(by),
          limit_(limit ? static_cast<std::size_t>(*limit) : std::numeric_limits<std::size_t>::max()) {}

    void begin(output& out) override { inner_->begin(out); }
    void show(record const& r, output& out) override;
    [[nodiscard]] extent wants() const override { return by_ == sort_key::start ? extent::outline : extent::all; }
    bool finish(output& out) override;

private:
    void show_again(std::string_view line, output& out);

    struct entry {
        double key;  // in rising order
        std::size_t place;
        std::size_t size;

        [[nodiscard]] bool operator<(entry const& other) const {
            return std::pair{key, place} < std::pair{other.key, other.place};
        }
    };

    std::unique_ptr<view> inner_;
    sort_key by_;
    std::size_t limit_;
    spool spool_;
    std::vector<entry> entries_;  // with the last one first, as a heap, where the limit is reached
    record_reader reader_;
    std::size_t shown_ = 0;
    bool sorted_ = false;
};

}  // namespace viz
