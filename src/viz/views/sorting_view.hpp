// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Sorts records.

#include "cli/options.hpp"
#include "system/spool.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace viz {

/// Keeps the records in a spool and 32 bytes for each in memory, and shows them to another view at the end, sorted by
/// start or with the longest first. Equal records keep their order; a missing start counts as 0. With a limit, only
/// that many are shown, and the other records take less than 8 MiB or the size of these.
class sorting_view final : public view {
public:
    sorting_view(std::unique_ptr<view> inner, sort_key by, std::optional<int> limit);

    void begin(output& out) override { inner_->begin(out); }
    void show(record const& r, output& out) override;
    [[nodiscard]] extent wants() const override {
        return by_ == sort_key::start ? inner_->wants() : extent::all;  // sorting by duration needs the whole record
    }
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    struct entry {
        double key;  // in ascending order
        std::uint64_t position;
        std::size_t place;
        std::uint32_t size;
        std::uint32_t spool;

        /// Returns the size including the line feed.
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
    std::vector<std::unique_ptr<spool>> spools_;  // its own, and those absorbed from other views
    std::vector<entry> entries_;                  // a heap with the last one first, once the limit is reached
    std::size_t kept_size_ = 0;                   // the size of its own entries in the spool
    record_reader reader_;
    std::size_t shown_ = 0;
    bool in_order_ = false;
};

}  // namespace viz
