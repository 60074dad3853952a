// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How much detail a timer records.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// The detail that a timer records besides its start and end, about the work that it measures.
enum class timing : std::uint8_t {
    wall,   ///< no detail
    split,  ///< `busy`, `resumes`
    full,   ///< `busy`, `queued`, `resumes`, `hops`, `max_run`
};

}  // namespace logdefer::inline LOGDEFER_ABI
