// SPDX-License-Identifier: BSL-1.0
#include "views/evaluation.hpp"

namespace viz {

jq_value const* value_of(jq_input& input, record const& r, std::string const& option, output& out) {
    auto const* const value = input.of(r);
    if (value == nullptr) out.complain(option + " cannot read the record, which is skipped: " + input.why());
    return value;
}

void report_failure(output& out, std::string const& option, std::optional<std::string> const& failure) {
    if (failure) out.complain(option + " failed for the record, which is skipped: " + *failure);
}

void append_result(std::string& out, std::string_view json, json::data_format format, terminal t) {
    json::append_formatted(out, json, format, t.present);
    if (format == json::data_format::json) out += '\n';
}

}  // namespace viz
