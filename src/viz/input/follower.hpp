// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Reads a file that grows.

#include "input/block.hpp"
#include "system/file_descriptor.hpp"

#include <cstddef>
#include <string>

namespace viz {

/// Descriptors that end the following of a file, or -1.
struct follow_until {
    int readable = -1;   ///< when it becomes readable
    int abandoned = -1;  ///< when its reader has gone; it is written to
};

/// Returns lines that are completed in a file from now on, each as soon as it is complete, until following ends. A file
/// that was truncated is read from its beginning. Lines are counted from where reading began.
class follower final : public block_source {
public:
    /// With `by_name`, follows the name: if another file takes it, that file is read from its beginning, and a file
    /// that does not exist yet is waited for. Otherwise follows the file, even if it is renamed. Throws `input_error`.
    follower(std::string path, bool by_name, follow_until until = {}, std::size_t line_limit = longest_line);

private:
    bool fill(block& b) override;
    bool wait(int milliseconds);
    bool read_lines();
    bool read_piece();
    bool look_for_successor();
    bool begin_successor(block& b);
    void begin_file(file_descriptor file, std::size_t position);
    void begin_at(std::size_t position);
    void start_over_if_cut();
    void give(block& b);

    std::string path_;
    bool by_name_;
    follow_until until_;
    std::size_t line_limit_;
    file_descriptor watch_;
    int watched_ = -1;  // the number of the file in `watch_`
    file_descriptor file_;
    file_descriptor successor_;  // has taken the name, and is read after the end of the file
    bool begins_file_ = true;    // the next block begins the file
    std::size_t position_ = 0;   // in the file
    std::string buffer_;         // begins with a line, or within one that is too long
    std::size_t lines_end_ = 0;  // after the last line feed in `buffer_`
    bool too_long_ = false;      // the current line is too long
};

}  // namespace viz
