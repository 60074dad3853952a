// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records in the order of their starts.

#include "spool.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace viz {

/// Keeps the records in a spool and 24 bytes for each in memory, and shows them to another view at the end. Records
/// that start alike keep their order; those without a start count as 0.
class sorting_view final : public view {
public:
    explicit sorting_view(std::unique_ptr<view> inner) : inner_(std::move(inner)) {}

    void begin(output& out) override { inner_->begin(out); }
    void show(record const& r, output& out) override;
    [[nodiscard]] extent wants() const override { return extent::outline; }
    bool finish(output& out) override;

private:
    void show_again(std::string_view line, output& out);

    struct entry {
        double start;
        std::size_t place;
        std::size_t size;
    };

    std::unique_ptr<view> inner_;
    spool spool_;
    std::vector<entry> entries_;
    record_reader reader_;
    std::size_t shown_ = 0;
    bool sorted_ = false;
};

}  // namespace viz
