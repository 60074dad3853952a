// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How exact a record's times are printed.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// The digits after the point of a record's own times.
enum class time_precision : std::uint8_t { microseconds = 6, nanoseconds = 9 };

}  // namespace logdefer::inline LOGDEFER_ABI
