// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Records as they were read.

#include "system/terminal.hpp"
#include "views/view.hpp"

namespace viz {

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
