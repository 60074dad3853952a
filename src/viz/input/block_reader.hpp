// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads files one after the other in blocks of lines.

#include "input/array_splitter.hpp"
#include "input/block.hpp"
#include "input/byte_source.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace viz {

/// If a file cannot be read, or not to its end, a block with an error follows, and then the next file. An array on one
/// line, which would be too long, has a line for each element.
class block_reader final : public block_source {
public:
    explicit block_reader(std::vector<std::string> paths, std::size_t block_size = std::size_t{128} << 10,
                          std::size_t line_limit = longest_line);

private:
    /// Waits for input only until there is one line.
    bool fill(block& b) override;
    bool open_next(block& b);
    bool read_more(block& b);
    void split_array();
    void skip_long_line(block& b);
    void give(block& b, std::size_t size);

    std::vector<std::string> paths_;
    std::size_t block_size_;
    std::size_t line_limit_;
    std::size_t opened_ = 0;
    std::string file_;
    std::unique_ptr<byte_source> source_;
    std::string buffer_;         // an incomplete line, and the bytes that are read after it
    std::size_t filled_ = 0;     // bytes of `buffer_`
    std::size_t lines_end_ = 0;  // after the last line feed in these bytes
    array_splitter splitter_;
};

}  // namespace viz
