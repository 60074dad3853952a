// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How much a timer's record says.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// How much a timer tells besides its start and end: nothing, when it ran and when it waited, or all that is known.
enum class timing : std::uint8_t {
    wall,   ///< no detail
    split,  ///< `busy`, `resumes`
    full,   ///< `busy`, `queued`, `resumes`, `hops`, `max_run`
};

}  // namespace logdefer::inline LOGDEFER_ABI
