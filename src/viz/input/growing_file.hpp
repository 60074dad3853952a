// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads the lines that are appended to one file.

#include "input/array_splitter.hpp"
#include "input/block.hpp"
#include "system/file_descriptor.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace viz {

/// A file that grows. If it was truncated, it is read from its beginning. An array on one line, which would be too
/// long, has a line for each element.
class growing_file {
public:
    using clock = std::chrono::steady_clock;

    /// Begins with the first line.
    growing_file(file_descriptor file, std::size_t line_limit) : file_(std::move(file)), line_limit_(line_limit) {}

    /// Begins with the last line instead, which may be incomplete; or, if it is too long for a line, within it. Throws
    /// `input_error`.
    void skip_to_last_line();

    [[nodiscard]] file_descriptor const& descriptor() const noexcept { return file_; }

    /// Returns when anything was read last, or when the object was created.
    [[nodiscard]] clock::time_point last_growth() const noexcept { return last_growth_; }

    /// Reads until there are whole lines. Returns false if there are none up to the end of the file. Throws
    /// `input_error`.
    [[nodiscard]] bool read_lines();

    /// Completes a last line that lacks its line feed. Returns false if there is none.
    [[nodiscard]] bool end_line();

    /// Moves the whole lines to a block, or an empty line in the place of one that is too long. There must be some.
    void give(block& b);

private:
    [[nodiscard]] bool split_array();
    [[nodiscard]] bool read_piece();
    void begin_at(std::size_t position);

    file_descriptor file_;
    std::size_t line_limit_;
    clock::time_point last_growth_ = clock::now();
    std::size_t position_ = 0;   // in the file
    bool begins_ = true;         // nothing was given since the file was begun
    std::size_t lines_ = 0;      // that were given since then
    std::string buffer_;         // begins with a line, or within one that is too long
    std::size_t lines_end_ = 0;  // after the last line feed in `buffer_`
    bool too_long_ = false;      // the current line is too long
    array_splitter splitter_;
};

}  // namespace viz
