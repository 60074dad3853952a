// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as comma-separated values.

#include "cli/options.hpp"
#include "record/member_path.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Writes members of each record as comma-separated values, after a row with their names. Each row ends with a line
/// feed.
class csv_view final : public view {
public:
    /// Throws `usage_error` if a name in `--columns` is empty.
    csv_view(options const& o, terminal t);

    void begin(output& out) override;
    void show(record const& r, output& out) override;

private:
    struct column {
        std::string name;
        member_path path;
    };
    void append_field(std::string& out, std::string_view text) const;

    std::vector<column> columns_;
    bool terminal_;
};

}  // namespace viz
