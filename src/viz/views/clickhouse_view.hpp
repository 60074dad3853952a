// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as rows for ClickHouse.

#include "cli/options.hpp"
#include "record/member_path.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <string>
#include <vector>

namespace viz {

/// Writes each record as one line of the format JSONEachRow. Times are whole microseconds; lines and timers are arrays,
/// one for each of their parts; `data` and the other members are JSON text.
class clickhouse_view final : public view {
public:
    /// Throws `usage_error` if a column has no name that an SQL statement can contain, or the name of another one.
    clickhouse_view(options const& o, terminal t);

    void show(record const& r, output& out) override;

private:
    struct column {
        std::string name;
        member_path path;
    };

    std::vector<column> columns_;
    bool terminal_;
    std::string text_;  // of the value that is written
};

}  // namespace viz
