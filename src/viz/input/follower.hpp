// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A file that grows.

#include "input/block.hpp"
#include "input/file_descriptor.hpp"

#include <cstddef>
#include <string>

namespace viz {

/// What ends following: descriptors, or -1.
struct follow_until {
    int readable = -1;   ///< becomes readable
    int abandoned = -1;  ///< is written to, and its reader leaves
};

/// Gives the lines that are completed in a file from now on, each as soon as it is, until something ends that. A file
/// that was cut short is read from its beginning. Lines are counted from where reading began.
class follower final : public block_source {
public:
    /// `by_name` stays with the name: when another file gets it, that one is read from its beginning, and a file that
    /// is not there yet is waited for. Otherwise the file stays, whatever its name becomes. Throws `input_error`.
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
    int watched_ = -1;  // the file's number in `watch_`
    file_descriptor file_;
    file_descriptor successor_;  // has got the name, and is read when the file is read to its end
    bool begins_file_ = true;    // with the next block
    std::size_t position_ = 0;   // in the file
    std::string buffer_;         // from the beginning of a line, or within one that is too long
    std::size_t lines_end_ = 0;  // after the last line feed in it
    bool too_long_ = false;      // the line that is being read
};

}  // namespace viz
