// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows which timers determine the duration of a record.

#include "cli/options.hpp"
#include "system/terminal.hpp"
#include "text/header.hpp"
#include "views/overview.hpp"
#include "views/view.hpp"

namespace viz {

/// Shows the chain of timers from the end of a record back to its start, and the waits between them. What took less
/// than 1 % of the record is only counted.
class critical_path_view final : public view {
public:
    critical_path_view(options const& o, terminal t);

    void show(record const& r, output& out) override;

private:
    bool date_;
    overview_style style_;
    text::header header_;
};

}  // namespace viz
