// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records in another order than that of the input.

#include "options.hpp"
#include "spool.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace viz {

/// Keeps the records in a spool and 32 bytes for each in memory, and shows them to another view at the end: by their
/// starts, or the longest first. Of equal ones the order is kept; those without a start count as 0. With a limit only
/// the first so many are shown, and what the others have taken is less than 8 MiB or the size of these.
class sorting_view final : public view {
public:
    sorting_view(std::unique_ptr<view> inner, sort_key by, std::optional<int> limit);

    void begin(output& out) override { inner_->begin(out); }
    void show(record const& r, output& out) override;
    [[nodiscard]] extent wants() const override {
        return by_ == sort_key::start ? inner_->wants() : extent::all;  // what is shown has to be read at once
    }
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    struct entry {
        double key;  // in rising order
        std::uint64_t position;
        std::size_t place;
        std::uint32_t size;
        std::uint32_t spool;

        /// With a line feed.
        [[nodiscard]] std::size_t spooled_size() const { return std::size_t{size} + 1; }
    };

    struct comes_before {
        bool operator()(entry const& a, entry const& b) const {
            return a.key < b.key || (a.key == b.key && a.position < b.position);
        }
    };

    void drop_last();
    void keep(record const& r, double key);
    void leave_displaced_behind();
    void put_in_order();
    void show_again(entry const& e, output& out);

    std::unique_ptr<view> inner_;
    sort_key by_;
    std::size_t limit_;
    std::vector<std::unique_ptr<spool>> spools_;  // its own, and those it took over
    std::vector<entry> entries_;                  // with the last one first, as a heap, where the limit is reached
    std::size_t kept_size_ = 0;                   // of its own entries in the spool
    record_reader reader_;
    std::size_t shown_ = 0;
    bool in_order_ = false;
};

}  // namespace viz
