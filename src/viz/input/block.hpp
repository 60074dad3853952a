// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Blocks of whole lines, the unit in which input is read, processed and reported.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace viz {

/// The greatest length of a line. Longer lines are skipped, and take no memory.
inline constexpr std::size_t longest_line = std::size_t{16} << 20;

/// Lines of one file. The last one may lack its line feed, if it does so in the file.
struct block {
    std::string file;            ///< the name of the file, for messages
    bool begins_file = false;    ///< whether it does not continue the file of the previous block
    std::size_t lines_before{};  ///< in the file, if it does not continue
    bool ends_too_long = false;  ///< the last line, which is empty here, was longer than `longest_line`
    std::string error;           ///< why the rest of the file could not be read
    std::string waits_for{};     ///< why the file cannot be read yet
    std::string bytes;           ///< the lines, and some bytes of padding
    std::size_t size = 0;        ///< without the padding
    std::uint64_t position = 0;  ///< the number of bytes in earlier blocks

    [[nodiscard]] std::string_view lines() const noexcept { return std::string_view{bytes}.substr(0, size); }
};

/// A source of blocks.
class block_source {
public:
    virtual ~block_source() = default;

    /// Fills a block, reusing its memory. Returns false at the end.
    bool next(block& b) {
        if (!fill(b)) return false;
        b.position = given_;
        given_ += b.size;
        return true;
    }

private:
    /// Fills all members but the position.
    virtual bool fill(block& b) = 0;

    std::uint64_t given_ = 0;
};

}  // namespace viz
