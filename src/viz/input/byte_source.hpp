// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Sources of bytes: files and standard input, compressed or not.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace viz {

/// A sequence of bytes that can be read once.
class byte_source {
public:
    virtual ~byte_source() = default;

    /// Fills a part of `to`, which is not empty, and returns its size, or 0 at the end. Throws `input_error`.
    virtual std::size_t read(std::span<char> to) = 0;
};

/// Opens a file; `-` is standard input. Input in the format of gzip, bzip2, Zstandard, xz or LZ4 is decompressed,
/// whatever its name, and UTF-16 is converted to UTF-8. Throws `input_error`, also for formats that are known but
/// cannot be read.
[[nodiscard]] std::unique_ptr<byte_source> open_source(std::string const& path);

/// Returns whether a file is in one of the compressed formats; false if it cannot be read.
[[nodiscard]] bool is_compressed(std::string const& path);

}  // namespace viz
