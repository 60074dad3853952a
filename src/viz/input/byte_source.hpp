// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Where bytes come from: files, standard input, compressed or not.

#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace viz {

/// Bytes in order, once.
class byte_source {
public:
    virtual ~byte_source() = default;

    /// Fills a part of `to`, which is not empty, and returns its size; 0 at the end. Throws `input_error`.
    virtual std::size_t read(std::span<char> to) = 0;
};

/// An input that cannot be opened, or not be read to its end. What was read before is valid.
class input_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Opens a file; `-` is standard input. What begins as gzip, bzip2 or Zstandard does is decompressed, whatever its
/// name. Throws `input_error`.
[[nodiscard]] std::unique_ptr<byte_source> open_source(std::string const& path);

/// Whether a file begins as one of the compressed formats does. False where it cannot be read.
[[nodiscard]] bool is_compressed(std::string const& path);

}  // namespace viz
