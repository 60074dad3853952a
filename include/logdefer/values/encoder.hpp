// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How a program teaches the library a type of its own.

#include <logdefer/base/config.hpp>

namespace logdefer::inline LOGDEFER_ABI {

/// Teaches the library a type: specialise it with `static void encode(T const&, value_writer&)`.
///
/// The function writes exactly one value. It may throw, which costs the entry it was called for and nothing else.
template <class T>
struct encoder;

}  // namespace logdefer::inline LOGDEFER_ABI
