// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Blocks worked on by several threads, reported in the order of the input.

#include "input/block.hpp"
#include "reporter.hpp"
#include "worker.hpp"

#include <memory>
#include <span>

namespace viz {

/// Reads in the calling thread; each worker has a thread of its own, and reports as soon as its block's turn has come,
/// whether there is more input then or not. Returns false when the reporter wants no more, as soon as a block that is
/// being read then has come; what was not begun until then is dropped. Rethrows what a worker throws.
[[nodiscard]] bool process_in_parallel(block_source& input, std::span<std::unique_ptr<worker> const> workers,
                                       reporter& to);

}  // namespace viz
