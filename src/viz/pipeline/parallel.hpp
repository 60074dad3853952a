// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Processes blocks on several threads, and reports them in the order of the input.

#include "input/block.hpp"
#include "pipeline/reporter.hpp"
#include "pipeline/worker.hpp"

#include <exception>
#include <memory>
#include <span>

namespace viz {

/// How blocks are shared between workers.
enum class sharing {
    by_need,  ///< a worker takes the next block when it is free
    in_turn,  ///< block N is for worker N modulo their number, so that what each of them sees does not depend on chance
};

/// The system does not start all threads. Nothing was read.
class too_few_threads : public std::exception {};

/// Reads on the calling thread; each worker has a thread of its own, and reports a block as soon as all earlier ones
/// are reported, without waiting for further input. Returns false if the reporter wants no more, once the block that is
/// being read has arrived; blocks that were not begun are dropped. Rethrows exceptions of workers, and throws
/// `too_few_threads`.
[[nodiscard]] bool process_in_parallel(block_source& input, std::span<std::unique_ptr<worker> const> workers,
                                       reporter& to, sharing how = sharing::by_need);

}  // namespace viz
