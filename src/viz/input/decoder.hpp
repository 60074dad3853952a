// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A common interface of the compressed formats.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace viz {

/// Decompresses a sequence of streams, as compressed files may contain.
class decoder {
public:
    virtual ~decoder() = default;

    /// Advances `in` and `out` by the bytes that were read and written. Returns true if a stream ended with the last
    /// byte read; another may follow. Throws `input_error` if the input is not in this format.
    virtual bool step(std::span<char const>& in, std::span<char>& out) = 0;
};

/// Returns the decoder for a file that begins with these bytes, or null if it is not compressed.
/// Four bytes suffice. Throws `input_error` for formats that are known but cannot be read.
[[nodiscard]] std::unique_ptr<decoder> decoder_for(std::string_view beginning);

}  // namespace viz
