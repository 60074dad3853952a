// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The chart of a record's timers.

#include "record/record.hpp"

#include <string>

namespace viz::text {

/// Appends rows and legend, `columns` wide; appends nothing if there are no timers. The bar of a timer without an end
/// extends to the end of the record and ends in `>`.
void append_chart(std::string& out, record const& r, int columns);

}  // namespace viz::text
