// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The result of an expression over all records.

#include "cli/options.hpp"
#include "formats/data_format.hpp"
#include "json/jq.hpp"
#include "record/jq_input.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <cstddef>
#include <vector>

namespace viz {

/// Writes `reduce inputs as $r ({}; E)` at the end. During an evaluation there is no other reference to the
/// intermediate result, so that libjq changes it in place instead of copying it for each record. After an evaluation
/// that fails, the result is computed again from an earlier one and the records since.
class reduce_view final : public view {
public:
    reduce_view(options const& o, terminal t, jq_input& input);
    void show(record const& r, output& out) override;
    bool finish(output& out) override;

private:
    void add(jq_value r, output& out);
    void keep();
    void restore(output& out);

    jq_program program_;
    json::data_format format_;
    terminal terminal_;
    jq_input& input_;
    jq_value result_;
    jq_value kept_;
    std::vector<jq_value> since_;  // `kept_` and these records yield `result_`
    std::size_t size_since_ = 0;
};

}  // namespace viz
