// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The counters of a sink that buffers records, for the metrics of a service.

#include <logdefer/base/config.hpp>

#include <chrono>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// Totals since the construction of the sink, and its present contents. While nothing is logged or written, the number
/// of records that were given to the sink is `records + dropped + queued_records`; records that are being written may
/// be counted in two of these. In the child of a fork(2), the totals continue from the parent's.
struct sink_counters {
    std::uint64_t records = 0;           ///< records taken by the wrapped sink
    std::uint64_t bytes = 0;             ///< the bytes of `records`
    std::uint64_t dropped = 0;           ///< records that were lost: no room, or the wrapped sink failed
    std::uint64_t errors = 0;            ///< calls of the wrapped sink that failed
    std::uint64_t queued_records = 0;    ///< records not yet taken by the wrapped sink, or being written
    std::uint64_t queued_bytes = 0;      ///< the bytes of `queued_records`
    std::chrono::nanoseconds oldest{0};  ///< the age of the oldest queued record; 0 if there is none
};

}  // namespace logdefer::inline LOGDEFER_ABI
