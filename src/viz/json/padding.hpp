// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What parsing asks of the memory that JSON text stands in.

#include <cstddef>

namespace viz::json {

/// How many bytes after a text must be readable, whatever they are: the parser reads whole vectors of bytes.
inline constexpr std::size_t padding = 64;

}  // namespace viz::json
