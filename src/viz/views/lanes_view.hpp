// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows records that ran at the same time as bars in lanes.

#include "cli/options.hpp"
#include "record/member_path.hpp"
#include "system/terminal.hpp"
#include "views/names.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace viz {

/// Draws each record as a bar in the first lane that is free at its start. Keeps 40 bytes for each record, and needs 80
/// at the end.
class lanes_view final : public view {
public:
    lanes_view(options const& o, terminal t);

    void show(record const& r, output& out) override;
    bool finish(output& out) override;

    static constexpr std::size_t most_lanes = 50;  ///< the number of lanes that are shown

private:
    struct bar {
        double start;
        double end;
        std::size_t lane;
        std::uint32_t name;
        bool failed;
    };

    void set_axis(output& out);
    [[nodiscard]] std::size_t assign_lanes();
    [[nodiscard]] std::size_t column_of(double time) const;
    [[nodiscard]] std::string line_of(std::vector<bar const*> const& bars) const;
    [[nodiscard]] std::string running() const;
    void append_axis(std::string& out) const;
    void append_name(std::string& out, bar const& b, std::size_t room) const;

    std::size_t columns_;
    std::optional<member_path> path_;  // of --by
    names names_;
    std::vector<bar> bars_;
    double origin_ = 0;
    double latest_ = 0;
};

}  // namespace viz
