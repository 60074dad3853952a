// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A file that grows.

#include "input/block.hpp"
#include "input/file_descriptor.hpp"

#include <cstddef>
#include <string>

namespace viz {

/// Gives the lines that are added to a file from now on, each as soon as it is complete. Never ends of its own accord.
/// A file that was cut short is read from its beginning.
class follower final : public block_source {
public:
    /// `by_name` stays with the name: when another file gets it, that one is read from its beginning, and a file that
    /// is not there yet is waited for. Otherwise the file stays, whatever its name becomes. Throws `input_error`.
    follower(std::string path, bool by_name);

private:
    bool fill(block& b) override;
    bool read_more();
    bool read_piece();
    bool open_again();
    void start_over_if_cut();
    void wait();
    void give(block& b);

    std::string path_;
    bool by_name_;
    file_descriptor watch_;
    file_descriptor file_;
    bool began_ = false;
    std::size_t position_ = 0;  // in the file
    std::string buffer_;        // from the beginning of a line
};

}  // namespace viz
