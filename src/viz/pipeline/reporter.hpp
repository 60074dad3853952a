// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Writes results in the order of the input to standard output, and errors to standard error.

#include "input/block.hpp"
#include "pipeline/block_result.hpp"

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace viz {

/// Exit statuses.
enum class exit_status {
    good = 0,    ///< also if some lines are not records
    failed = 1,  ///< an input could not be read to its end, `--strict` stopped, or output could not be written
    usage = 2,   ///< the command line is invalid; nothing was read
};

/// Writes the output of blocks and counts their lines. Not thread-safe.
class reporter {
public:
    /// Returns false if reading should stop: the reader of the output has gone, or `--strict` stops.
    /// Reports the first start that is doubtful.
    [[nodiscard]] bool report(block const& b, block_result const& result);

    /// Writes output that belongs to no block. Returns false if the reader of the output has gone.
    [[nodiscard]] bool write(output const& out);

    /// Reports how many lines were skipped and, if this was not reported before, where the first ones are. Also reports
    /// how many objects were shown that are no records, and where the first one is.
    void report_skipped() const;

    /// Returns whether any input, even an empty one, could be read.
    [[nodiscard]] bool has_input() const noexcept { return has_input_; }

    [[nodiscard]] exit_status status() const noexcept { return status_; }

private:
    bool write_all(output const& out);
    bool write_pieces(std::span<iovec> pieces);
    void fail(std::string const& message);
    [[nodiscard]] std::string place(std::size_t line) const;

    exit_status status_ = exit_status::good;
    bool has_input_ = false;
    std::string file_;
    std::size_t lines_ = 0;  // of the file, before the block
    std::size_t skipped_ = 0;
    std::vector<std::string> reasons_;
    std::size_t foreign_ = 0;
    bool noted_start_ = false;
    std::string first_foreign_;
};

/// Writes a message of the program to standard error.
void print_message(std::string_view message);

}  // namespace viz
