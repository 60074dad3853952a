// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A filter that evaluates an expression.

#include "filters/filter.hpp"
#include "filters/where.hpp"
#include "json/jq.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viz {

/// Keeps a record if the first output of the expression is neither null nor false. An expression that only compares
/// members with literals, such as `.data.status == 500 and .data.method == "GET"`, is not evaluated for lines that
/// cannot contain such members.
class jq_filter final : public filter {
public:
    jq_filter(std::string const& expression, jq_input& input);
    [[nodiscard]] bool may_keep(std::string_view line) const override;
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    jq_program program_;
    jq_input& input_;
    std::vector<member_filter> comparisons_;  // which a record must pass to be kept
};

}  // namespace viz
