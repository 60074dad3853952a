// SPDX-License-Identifier: BSL-1.0
#pragma once

/// How often values occur.

#include "cli/options.hpp"
#include "counting/names.hpp"
#include "formats/data_format.hpp"
#include "json/jq.hpp"
#include "record/jq_input.hpp"
#include "record/member_path.hpp"
#include "system/terminal.hpp"
#include "views/sample_weights.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Counts the values of members of the data, or of expressions, and writes the counts at the end. Values for which
/// there is no room in `names` are only counted together.
class count_view final : public view {
public:
    count_view(options const& o, terminal t, jq_input& input);
    void show(record const& r, output& out) override;
    void absorb(view& other) override;
    bool finish(output& out) override;

private:
    struct counted {
        std::string name;
        std::optional<member_path> path;      // if the name is that of a member
        std::unique_ptr<jq_program> program;  // if the name is an expression
        names values;
        std::vector<double> counts;  // by the numbers of the values
        double others = 0;           // values without a number

        void add(std::string_view value, double count);
    };
    void count_member(counted& c, record const& r, double weight);
    void count_outputs(counted& c, record const& r, double weight, output& out);

    std::deque<counted> counted_;  // elements cannot be moved
    json::data_format format_;
    terminal terminal_;
    jq_input& input_;
    sample_weights weights_;
};

}  // namespace viz
