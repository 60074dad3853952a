// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The policies of an `async_sink` whose queue is full.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// What happens to a record when its thread's queue in an `async_sink` is full.
enum class overflow : std::uint8_t {
    block,        ///< the log waits until there is room; nothing is lost
    drop_newest,  ///< the record is lost; `finish()` returns `error::queue_full`
    /// The oldest records of the queue are lost, an eighth of the queue at once. If a thread was preempted while it put
    /// one of these into the queue, they cannot be removed, and the record itself is lost as with `drop_newest`.
    drop_oldest,
};

}  // namespace logdefer::inline LOGDEFER_ABI
