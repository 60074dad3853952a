// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Blocks of whole lines: what input is read, worked on and reported in.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace viz {

/// A line may be this long; a longer one is skipped, and takes no memory.
inline constexpr std::size_t longest_line = std::size_t{16} << 20;

/// Lines of one file. The last one lacks its line feed where the file does.
struct block {
    std::string file;            ///< its name, for messages
    bool begins_file = false;    ///< so that lines are counted from 1
    bool ends_too_long = false;  ///< the last line, empty here, was longer than `longest_line`
    std::string error;           ///< why there is no more of this file, though there should be
    std::string bytes;           ///< the lines, and some bytes of padding
    std::size_t size = 0;        ///< without the padding
    std::uint64_t position = 0;  ///< how many bytes of lines were given before

    [[nodiscard]] std::string_view lines() const noexcept { return std::string_view{bytes}.substr(0, size); }
};

/// Gives blocks until there are no more.
class block_source {
public:
    virtual ~block_source() = default;

    /// Fills a block, whose memory is used again. False at the end.
    bool next(block& b) {
        if (!fill(b)) return false;
        b.position = given_;
        given_ += b.size;
        return true;
    }

private:
    /// All but the position.
    virtual bool fill(block& b) = 0;

    std::uint64_t given_ = 0;
};

}  // namespace viz
