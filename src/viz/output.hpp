// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What records give: bytes for standard output, and remarks on them.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

/// Gathers what a block of lines gives. Lines are counted from 1 within the block.
class output {
public:
    struct remark {
        std::size_t line;
        std::string text;
    };

    std::string bytes;  ///< for standard output

    /// More for standard output, after all of `bytes`: not copied, so it has to stay until it is written.
    void lend(std::string_view lasting) {
        lent_.push_back(lasting);
        lent_size_ += lasting.size();
    }
    [[nodiscard]] std::vector<std::string_view> const& lent() const noexcept { return lent_; }

    /// How many bytes standard output gets.
    [[nodiscard]] std::size_t size() const noexcept { return bytes.size() + lent_size_; }

    /// Records that follow come from this line.
    void at_line(std::size_t number) noexcept { line_ = number; }

    /// Something went wrong with the record of the current line.
    void complain(std::string text) { remarks_.push_back({line_, std::move(text)}); }

    [[nodiscard]] std::vector<remark> const& remarks() const noexcept { return remarks_; }

    void clear() {
        bytes.clear();
        lent_.clear();
        lent_size_ = 0;
        remarks_.clear();
    }

private:
    std::vector<std::string_view> lent_;
    std::size_t lent_size_ = 0;
    std::size_t line_ = 0;
    std::vector<remark> remarks_;
};

}  // namespace viz
