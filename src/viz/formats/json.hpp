// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Prints values as JSON. Numbers are printed as they were written.

#include "json/strings.hpp"

#include <string>
#include <string_view>

namespace viz::json {

/// One line without spaces, with members in their original order.
void append_compact(std::string& out, std::string_view value, escapes how);

/// Members sorted by their keys, the last one if keys are equal; indented by 3 spaces, as in the Perl program. Ends the
/// line. Values that nest deeper than 500 levels are compact.
void append_pretty(std::string& out, std::string_view value, escapes how);

}  // namespace viz::json
