// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows on a terminal how much was read.

#include "input/block.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace viz {

/// Returns a line like `12.3 MB of 45.6 MB, 7.8 MB/s, 0:04 left`.
[[nodiscard]] std::string progress_text(std::uintmax_t done, std::optional<std::uintmax_t> total, double seconds);

/// Passes blocks on and, after one second, shows the progress on standard error. Leaves the cursor at the beginning of
/// the line, so that a message can replace it, and removes the line at the end of the input.
class metered_source final : public block_source {
public:
    /// `total` is the number of bytes to read, if known.
    metered_source(std::unique_ptr<block_source> inner, std::optional<std::uintmax_t> total);
    metered_source(metered_source&&) = delete;
    ~metered_source() override { clear(); }

private:
    bool fill(block& b) override;
    using clock = std::chrono::steady_clock;
    void show(clock::time_point now);
    void clear();

    std::unique_ptr<block_source> inner_;
    std::optional<std::uintmax_t> total_;
    std::uintmax_t done_ = 0;
    clock::time_point begin_ = clock::now();
    clock::time_point next_time_;
    bool shown_ = false;
};

}  // namespace viz
