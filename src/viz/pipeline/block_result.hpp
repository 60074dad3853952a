// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a worker hands to the reporter.

#include "record/output.hpp"

#include <cstddef>
#include <vector>

namespace viz {

/// The result of a block.
struct block_result {
    static constexpr std::size_t most_reasons = 5;

    output out;
    std::size_t lines = 0;
    std::size_t skipped = 0;
    std::vector<output::remark> reasons;  ///< of the first skipped lines, unless `out` has reported them
    bool stopped = false;                 ///< at a line that is not a record, with `--strict`

    void clear() {
        out.clear();
        lines = skipped = 0;
        reasons.clear();
        stopped = false;
    }
};

}  // namespace viz
