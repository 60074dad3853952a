// SPDX-License-Identifier: BSL-1.0
#pragma once

/// A filter that evaluates an expression.

#include "filters/filter.hpp"
#include "json/jq.hpp"

#include <string>

namespace viz {

/// Keeps a record if the first output of the expression is neither null nor false.
class jq_filter final : public filter {
public:
    jq_filter(std::string const& expression, jq_input& input);
    [[nodiscard]] bool keeps(record const& r, output& out) override;

private:
    jq_program program_;
    jq_input& input_;
};

}  // namespace viz
