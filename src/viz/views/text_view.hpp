// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as text for users.

#include "cli/options.hpp"
#include "formats/data_format.hpp"
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

/// Shows the data of each record and an empty line.
class data_view final : public view {
public:
    data_view(options const& o, terminal t) : format_(o.format), terminal_(t) {}

    void show(record const& r, output& out) override;

private:
    json::data_format format_;
    terminal terminal_;
};

/// Writes records as they were read. On a terminal, controls that JSON allows are escaped.
class pass_through_view final : public view {
public:
    explicit pass_through_view(terminal t) : terminal_(t) {}

    void show(record const& r, output& out) override;
    [[nodiscard]] extent wants() const override { return terminal_.present ? extent::all : extent::outline; }

private:
    terminal terminal_;
};

}  // namespace viz
