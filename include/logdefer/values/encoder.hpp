// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The customization point for logging values of a program's own types.

#include <logdefer/base/config.hpp>

namespace logdefer::inline LOGDEFER_ABI {

/// Makes a type loggable: specialise it with a function `static void encode(T const&, value_writer&)`.
///
/// The function must write exactly one value. It may throw; then only the entry that it was called for is dropped.
template <class T>
struct encoder;

}  // namespace logdefer::inline LOGDEFER_ABI
