// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as JSON or CSV for other programs.

#include "cli/options.hpp"
#include "record/member_path.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Writes all records as one JSON array with a record on each line: valid UTF-8 without unnecessary spaces.
class json_view final : public view {
public:
    explicit json_view(terminal t) : terminal_(t.present) {}

    void begin(output& out) override { out.bytes += '['; }
    void show(record const& r, output& out) override;
    bool finish(output& out) override;

private:
    bool terminal_;
    bool first_ = true;
};

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
