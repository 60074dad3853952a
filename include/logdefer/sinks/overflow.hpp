// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a queue before a sink does when it is full.

#include <logdefer/base/config.hpp>

#include <cstdint>

namespace logdefer::inline LOGDEFER_ABI {

/// What happens to a record when its thread's queue in an `async_sink` is full.
enum class overflow : std::uint8_t {
    block,        ///< its log waits until there is room: nothing is lost
    drop_newest,  ///< it is lost; `finish()` returns `error::queue_full`
    /// The oldest records of the queue are lost, an eighth of it at once. Only where other threads that log have lost
    /// their processor on the way into the queue, and so stand in the way, is it the newest, as with `drop_newest`.
    drop_oldest,
};

}  // namespace logdefer::inline LOGDEFER_ABI
