// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Memory that is out, without a call to the allocator: sanitizers end the program there.

#include <logdefer/formats/output_buffer.hpp>

#include <cstddef>
#include <cstdint>

namespace support {

/// Makes a buffer fail: no address space has what it is asked for.
inline void exhaust(logdefer::output_buffer& out) {
    if (out.size() == 0) out.append('x');
    std::size_t const volatile everything = SIZE_MAX;  // read at run time: compilers refuse such a size
    (void)out.prepare(everything);
}

}  // namespace support
