// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Makes the view that the options ask for.

#include "cli/options.hpp"
#include "record/jq_input.hpp"
#include "system/terminal.hpp"
#include "views/view.hpp"

#include <memory>

namespace viz {

/// Returns the view that the options ask for. `input` must outlive it. Throws `usage_error` and `jq_error`.
[[nodiscard]] std::unique_ptr<view> make_view(options const& o, terminal t, jq_input& input);

/// Returns whether nothing is shown before the last record was read.
[[nodiscard]] bool is_shown_at_end(options const& o);

/// Returns whether several views may share the records: each record is shown by itself, or results can be merged.
[[nodiscard]] bool is_shared_view(options const& o);

}  // namespace viz
