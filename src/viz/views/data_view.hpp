// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The data of records.

#include "cli/options.hpp"
#include "formats/data_format.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

namespace viz {

/// Shows the data of each record and an empty line.
class data_view final : public view {
public:
    data_view(options const& o, terminal t) : format_(o.format), terminal_(t) {}

    void show(record const& r, output& out) override;

private:
    json::data_format format_;
    terminal terminal_;
};

}  // namespace viz
