// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The output of records: bytes for standard output, and messages about them.

#include "json/padding.hpp"
#include "system/excess.hpp"

#include <cstddef>
#include <forward_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace viz {

/// Collects the output of a block of lines. Lines are counted from 1 within the block.
class output {
public:
    struct remark {
        std::size_t line;
        std::string text;
    };

    std::string bytes;  ///< for standard output; lent bytes are inserted between these

    /// Adds bytes after the current end of `bytes` without copying them: they must stay valid until they are written.
    /// Pieces that are adjacent in memory are joined.
    void lend(std::string_view lasting) {
        lent_size_ += lasting.size();
        if (!lent_.empty() && lent_.back().is_followed_by(lasting, bytes.size())) {
            auto& joined = lent_.back().bytes;
            joined = {joined.data(), joined.size() + lasting.size()};
        } else {
            lent_.push_back({bytes.size(), lasting});
        }
    }

    /// Keeps a text, with padding after it, as long as the output: records that are read from it can be lent.
    [[nodiscard]] std::string_view keep(std::string_view text) {
        std::string& kept = kept_.emplace_front();
        kept.reserve(text.size() + json::padding);
        kept.append(text).append(json::padding, '\n');
        return std::string_view{kept}.substr(0, text.size());
    }

    /// Calls `take` with each piece of the output, in order.
    template <class Take>
    void each_piece(Take take) const {
        std::string_view const own = bytes;
        std::size_t taken = 0;
        for (auto const& l : lent_) {
            if (l.after > taken) take(own.substr(taken, l.after - taken));
            take(l.bytes);
            taken = l.after;
        }
        if (own.size() > taken) take(own.substr(taken));
    }

    /// Returns the number of bytes for standard output.
    [[nodiscard]] std::size_t size() const noexcept { return bytes.size() + lent_size_; }

    /// Sets the line that the following records come from.
    void at_line(std::size_t number) noexcept { line_ = number; }

    /// Reports an error about the record of the current line.
    void complain(std::string text) { remarks_.push_back({line_, std::move(text)}); }

    [[nodiscard]] std::vector<remark> const& remarks() const noexcept { return remarks_; }

    /// Removes everything, and releases the memory of large output.
    void clear() {
        give_back_excess(bytes);
        bytes.clear();
        give_back_excess(lent_);
        lent_.clear();
        lent_size_ = 0;
        kept_.clear();
        remarks_.clear();
    }

private:
    struct lent {
        std::size_t after;  // the number of bytes of `output::bytes` before it
        std::string_view bytes;

        [[nodiscard]] bool is_followed_by(std::string_view next, std::size_t next_after) const noexcept {
            return after == next_after && bytes.data() + bytes.size() == next.data();
        }
    };

    std::vector<lent> lent_;
    std::size_t lent_size_ = 0;
    std::forward_list<std::string> kept_;
    std::size_t line_ = 0;
    std::vector<remark> remarks_;
};

}  // namespace viz
