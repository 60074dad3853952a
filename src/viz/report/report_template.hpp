// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The page of a report without its records. `bundle.py` writes the definitions.

#include <string_view>

namespace viz {

/// What stands before the records: the page with its styles.
[[nodiscard]] std::string_view report_head() noexcept;

/// What follows the records: the script that reads them.
[[nodiscard]] std::string_view report_tail() noexcept;

}  // namespace viz
