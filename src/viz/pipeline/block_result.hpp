// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What a worker hands to the reporter.

#include "record/output.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace viz {

/// The result of a block.
struct block_result {
    static constexpr std::size_t most_reasons = 5;

    output out;
    std::size_t lines = 0;
    std::size_t skipped = 0;
    std::vector<output::remark> reasons;      ///< of the first skipped lines, unless `out` has reported them
    std::size_t foreign = 0;                  ///< objects that are shown, but are no records
    std::size_t first_foreign = 0;            ///< the line of the first of these
    std::optional<output::remark> odd_start;  ///< the first one of the worker
    bool stopped = false;                     ///< at a line that is not a record, with `--strict`

    void clear() {
        out.clear();
        lines = skipped = foreign = 0;
        reasons.clear();
        odd_start.reset();
        stopped = false;
    }
};

}  // namespace viz
