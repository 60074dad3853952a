// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The precision of the times that a serializer prints.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// The number of decimals of a record's own times: start, end, and those of its lines and timers.
enum class time_precision : std::uint8_t { microseconds = 6, nanoseconds = 9 };

}  // namespace logdefer::inline LOGDEFER_ABI
