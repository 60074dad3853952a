// SPDX-License-Identifier: BSL-1.0
#include "filters/jq_filter.hpp"

namespace viz {

jq_filter::jq_filter(std::string const& expression, jq_input& input) : program_("--grep", expression), input_(input) {
    input_.is_read_by(expression);
}

bool jq_filter::keeps(record const& r, output& out) {
    auto const* const value = input_.of(r);
    if (value == nullptr) {
        out.complain("--grep cannot read the record, which is skipped: " + input_.why());
        return false;
    }
    bool kept = false;
    auto const failure = program_.run(jq_value{value->copy()}, [&](jq_value first) {
        kept = first.is_true();
        return false;
    });
    if (failure) out.complain("--grep failed for the record, which is skipped: " + *failure);
    return kept;
}

}  // namespace viz
