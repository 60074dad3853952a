// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Blocks worked on by several threads, reported in the order of the input.

#include "input/block.hpp"
#include "reporter.hpp"
#include "worker.hpp"

#include <memory>
#include <span>

namespace viz {

/// Reads and reports in the calling thread; each worker has a thread of its own. Returns false as soon as the reporter
/// wants no more. Rethrows what a worker throws. Not for input that is waited for: a result may lie until the next
/// block is there.
[[nodiscard]] bool process_in_parallel(block_source& input, std::span<std::unique_ptr<worker> const> workers,
                                       reporter& to);

}  // namespace viz
