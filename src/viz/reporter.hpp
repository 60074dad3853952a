// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Where results go, in the order of the input: standard output, and standard error for all that went wrong.

#include "input/block.hpp"
#include "worker.hpp"

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace viz {

/// Exit statuses.
enum class exit_status {
    good = 0,    ///< lines that are no records included
    failed = 1,  ///< an input could not be read to its end, `--strict` stopped, or output could not be written
    usage = 2,   ///< a command line that cannot be obeyed; nothing was read
};

/// Writes what blocks give, and counts their lines. One thread at a time.
class reporter {
public:
    /// False where there is no use in going on: nobody reads the output, or `--strict` stops.
    [[nodiscard]] bool report(block const& b, block_result const& result);

    /// Writes output that belongs to no block. False where nobody reads it.
    [[nodiscard]] bool write(output const& out);

    /// Tells how many lines were skipped, and where the first ones are unless that was told before.
    void report_skipped() const;

    /// Whether any input could be read, be it empty.
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
};

/// Writes a message of the program to standard error.
void print_message(std::string_view message);

}  // namespace viz
