// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Joins lines where objects have several lines or are wrapped.

#include "input/block.hpp"
#include "input/line_joiner.hpp"

#include <memory>
#include <string_view>

namespace viz {

/// Passes the blocks of another source on unchanged, except those with lines that must be joined.
class joined_source final : public block_source {
public:
    explicit joined_source(std::unique_ptr<block_source> inner) : inner_(std::move(inner)) {}

private:
    bool fill(block& b) override;
    [[nodiscard]] bool next_of_inner(block& b);
    void give_rest(block& b);
    void join(block& b);

    std::unique_ptr<block_source> inner_;
    block held_;  // begins the next file, while the rest of the previous one is given
    bool holds_ = false;
    bool ended_ = false;
    line_joiner joiner_;
};

}  // namespace viz
