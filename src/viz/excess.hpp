// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Buffers that are used again and again, and the rare long line that makes them grow.

#include <cstddef>

namespace viz {

/// Bytes. What is larger is given back after its use.
inline constexpr std::size_t most_kept = std::size_t{1} << 20;

/// Gives the memory of a string or a vector back where it is large; else leaves all as it is.
template <class Buffer>
void give_back_excess(Buffer& buffer) {
    if (buffer.capacity() * sizeof(typename Buffer::value_type) > most_kept) Buffer{}.swap(buffer);
}

}  // namespace viz
