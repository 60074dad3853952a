// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as one JSON document.

#include "system/terminal.hpp"
#include "views/view.hpp"

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

}  // namespace viz
