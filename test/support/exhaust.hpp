// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Simulates a lack of memory without a failing allocation, which would end the program under sanitizers.

#include <logdefer/formats/output_buffer.hpp>

#include <cstddef>
#include <cstdint>

namespace support {

/// Makes a buffer fail by a size that no address space has.
inline void exhaust(logdefer::output_buffer& out) {
    if (out.size() == 0) out.append('x');
    std::size_t const volatile everything = SIZE_MAX;  // read at run time: compilers reject such a size
    (void)out.prepare(everything);
}

}  // namespace support
