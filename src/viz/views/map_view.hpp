// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The outputs of an expression for each record.

#include "json/jq.hpp"
#include "record/jq_input.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <string>

namespace viz {

/// Writes each output of an expression on a line: strings raw, null as an empty line, all other values as compact JSON.
class map_view final : public view {
public:
    map_view(std::string const& expression, terminal t, jq_input& input);
    void show(record const& r, output& out) override;

private:
    jq_program program_;
    terminal terminal_;
    jq_input& input_;
};

}  // namespace viz
