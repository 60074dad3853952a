// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as text for users.

#include "cli/options.hpp"
#include "system/terminal.hpp"
#include "text/header.hpp"
#include "text/lines.hpp"
#include "views/view.hpp"

namespace viz {

/// Shows the header, lines, chart and data of each record.
class text_view final : public view {
public:
    text_view(options const& o, terminal t);

    void show(record const& r, output& out) override;

private:
    void append_data(std::string& out, record const& r) const;

    options options_;
    terminal terminal_;
    int columns_;
    text::line_style style_;
    text::header header_;
};

}  // namespace viz
