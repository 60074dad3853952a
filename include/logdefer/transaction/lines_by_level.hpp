// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Private: programs do not include it.
///
/// Counts of the lines that were left out of a record.

#include <logdefer/base/config.hpp>
#include <logdefer/values/encoder.hpp>
#include <logdefer/values/value_writer.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logdefer::inline LOGDEFER_ABI::detail {

/// How many lines of each level were left out of a record. Counts up to eight levels apart.
class lines_by_level {
public:
    struct count {
        int level;
        std::uint32_t lines;
    };

    void add(int level, std::uint32_t lines) noexcept {
        for (std::size_t i = 0; i < size_; ++i) {
            if (counts_[i].level == level) return void(counts_[i].lines += lines);
        }
        if (size_ < counts_.size()) counts_[size_++] = {level, lines};
    }

    void clear() noexcept { size_ = 0; }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] count const* begin() const noexcept { return counts_.data(); }
    [[nodiscard]] count const* end() const noexcept { return counts_.data() + size_; }

private:
    std::size_t size_ = 0;
    std::array<count, 8> counts_;
};

}  // namespace logdefer::inline LOGDEFER_ABI::detail

/// Writes an object whose keys are the levels.
template <>
struct logdefer::encoder<logdefer::detail::lines_by_level> {
    static void encode(logdefer::detail::lines_by_level const& counts, logdefer::value_writer& out) {
        out.object([&](logdefer::object_writer& levels) {
            for (auto const [level, lines] : counts) {
                std::array<char, 12> digits;
                auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), level).ptr;
                levels.member(std::string_view{digits.data(), end}, lines);
            }
        });
    }
};
