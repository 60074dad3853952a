// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The padding that the parser requires after JSON text.

#include <cstddef>

namespace viz::json {

/// The number of readable bytes after a text, whatever their values: the parser reads whole vectors of bytes.
inline constexpr std::size_t padding = 64;

}  // namespace viz::json
