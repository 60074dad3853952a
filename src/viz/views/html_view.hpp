// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Writes records to an HTML page.

#include "cli/options.hpp"
#include "views/view.hpp"

#include <memory>

namespace viz {

/// Returns the view that writes the page which the options name, and nothing to standard output. It replaces the file
/// when it is finished. Throws `std::runtime_error` if the file cannot be written, here or later, and `usage_error` if
/// it would replace an input or the program was built without the page.
[[nodiscard]] std::unique_ptr<view> make_html_view(options const& o);

}  // namespace viz
