// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Shows records that ran at the same time as bars in lanes.

#include "cli/options.hpp"
#include "counting/names.hpp"
#include "system/terminal.hpp"
#include "views/labeller.hpp"
#include "views/overview.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace viz {

/// Draws each record as a bar in the first lane that is free at its start. Lanes that do not fit the screen are folded
/// into one row of numbers. Keeps 40 bytes for each record, and needs 80 at the end.
class lanes_view final : public view {
public:
    lanes_view(options const& o, terminal t, jq_input& input);

    void show(record const& r, output& out) override;
    bool finish(output& out) override;

    static constexpr std::size_t most_lanes = 50;  ///< the number of lanes that are shown where no screen limits them

private:
    struct bar {
        double start;
        double end;
        std::size_t lane;
        std::uint32_t name;
        bool failed;
    };

    /// The columns that a bar takes, or several that share its last column.
    struct drawn_bar {
        bar const* first;
        std::size_t begin;
        std::size_t end;
        bool failed;
        bool several;
    };

    void set_axis(output& out);
    [[nodiscard]] std::size_t assign_lanes();
    [[nodiscard]] std::size_t column_of(double time) const;
    [[nodiscard]] std::vector<drawn_bar> drawn(std::vector<bar const*> const& bars) const;
    [[nodiscard]] std::string line_of(std::vector<bar const*> const& bars) const;
    [[nodiscard]] std::string shown_bar(drawn_bar const& d) const;
    [[nodiscard]] std::string running(std::size_t first_lane) const;
    [[nodiscard]] std::string legend(std::size_t folded) const;
    void append_axis(std::string& out) const;
    void append_name(std::string& out, drawn_bar const& d, std::size_t room) const;

    overview_style style_;
    bool date_;
    std::optional<double> now_;  // of --since-now
    std::size_t columns_;
    std::optional<labeller> labels_;  // of --by
    names names_;
    std::vector<bar> bars_;
    std::string first_start_;  // as it is written
    double origin_ = 0;
    double latest_ = 0;
};

}  // namespace viz
