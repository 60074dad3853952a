// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What views that evaluate expressions have in common: messages, and results as text.

#include "formats/data_format.hpp"
#include "json/jq.hpp"
#include "record/jq_input.hpp"
#include "record/output.hpp"
#include "system/terminal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace viz {

/// Returns the record as a value, or null after reporting an error.
[[nodiscard]] jq_value const* value_of(jq_input& input, record const& r, std::string const& option, output& out);

/// Reports why the evaluation for a record failed, if it did.
void report_failure(output& out, std::string const& option, std::optional<std::string> const& failure);

/// Appends the result of all records.
void append_result(std::string& out, std::string_view json, json::data_format format, terminal t);

}  // namespace viz
