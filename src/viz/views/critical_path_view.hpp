// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows which timers determine the duration of a record.

#include "cli/options.hpp"
#include "text/header.hpp"
#include "views/view.hpp"

#include <string>

namespace viz {

/// Shows the chain of timers from the end of a record back to its start, and the waits between them.
class critical_path_view final : public view {
public:
    explicit critical_path_view(options const& o);

    void show(record const& r, output& out) override;

private:
    options options_;
    text::header header_;
};

}  // namespace viz
