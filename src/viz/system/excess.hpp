// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Releases the memory of reused buffers after a rare long line has made them grow.

#include <cstddef>

namespace viz {

/// Buffers of more than this many bytes are released after use.
inline constexpr std::size_t most_kept = std::size_t{1} << 20;

/// Releases the memory of a string or vector if it is large.
template <class Buffer>
void give_back_excess(Buffer& buffer) {
    if (buffer.capacity() * sizeof(typename Buffer::value_type) > most_kept) Buffer{}.swap(buffer);
}

}  // namespace viz
