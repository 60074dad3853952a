// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a sink that keeps records for a while has done with them, for a service's metrics.

#include <logdefer/base/config.hpp>

#include <chrono>
#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// Counts since the sink was made, and what it holds now. While nothing is logged or written, the records that were
/// given to the sink are `records + dropped + queued_records`; those that are being written may be counted in two of
/// these. In the child of a fork(2) the counts go on from the parent's.
struct sink_counters {
    std::uint64_t records = 0;           ///< taken by the wrapped sink
    std::uint64_t bytes = 0;             ///< of these records
    std::uint64_t dropped = 0;           ///< records that were lost: no room, or the wrapped sink failed
    std::uint64_t errors = 0;            ///< calls of the wrapped sink that failed
    std::uint64_t queued_records = 0;    ///< not yet taken by the wrapped sink, those being written included
    std::uint64_t queued_bytes = 0;      ///< of these records
    std::chrono::nanoseconds oldest{0};  ///< how long ago the oldest of them came; 0 without any
};

}  // namespace logdefer::inline LOGDEFER_ABI
