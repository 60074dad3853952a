// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The three compressed formats behind one face.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace viz {

/// Decompresses a sequence of streams, which is what a compressed file is.
class decoder {
public:
    virtual ~decoder() = default;

    /// Moves the beginnings of `in` and `out` to what is left of them. True where a stream has ended with the last byte
    /// taken; another one may follow. Throws `input_error` for what is not this format.
    virtual bool step(std::span<char const>& in, std::span<char>& out) = 0;
};

/// The decoder for a file that begins with these bytes; null where it is not compressed.
[[nodiscard]] std::unique_ptr<decoder> decoder_for(std::string_view beginning);

}  // namespace viz
